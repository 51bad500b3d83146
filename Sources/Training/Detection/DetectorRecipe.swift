import Detection

/// Everything that a detector's training depends on besides its data.
public struct DetectorRecipe: Sendable, Hashable, Codable {
  public var architecture = DetectorArchitecture()
  public var inference = InferenceSettings()
  public var sampling = SamplingSettings()
  public var augmentation = DetectionAugmentation()
  public var epochs = 30
  /// Pictures per step.
  public var batch = 4
  public var learningRate: Float = 0.02
  public var momentum: Float = 0.9
  public var weightDecay: Float = 1e-4
  /// Steps in which the learning rate rises from a tenth of itself.
  public var warmupSteps = 100
  /// The largest joint norm of the gradients.
  public var gradientNorm: Float = 10
  public var seed: UInt64 = 1

  public init() {}
}
