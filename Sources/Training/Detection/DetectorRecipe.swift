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
  /// Parts in which a step's batch goes through the network, one after the other, for less memory.
  /// Each part counts by its pictures; batch normalisation that learns sees one part at a time.
  public var accumulation = 1
  public var learningRate: Float = 0.02
  public var schedule = LearningRateSchedule(kind: .cosine, warmupEpochs: 1)
  public var momentum: Float = 0.9
  public var weightDecay: Float = 1e-4
  /// The largest joint norm of the gradients; longer ones are scaled down.
  public var gradientNorm: Float = 10
  /// The decay per step of a moving average of the weights, which is then evaluated and saved in
  /// place of the weights themselves; 0 for none. See ``NeuralNet/WeightAverage``.
  public var ema: Float = 0
  /// Epochs from one evaluation to the next; the last epoch has one as well.
  public var evaluateEvery = 5
  /// Training ends early if an evaluation finds no better AP than so many epochs before; 0 for
  /// never.
  public var patience = 0
  /// Whether batch normalisation of the trunk is a fixed affine layer: with pretrained weights and
  /// few pictures per step, as MultiPathNet's `BNtoFixed`. nil for: if the trunk's weights are
  /// given.
  public var freezesBatchNorm: Bool?
  /// Whether pictures without objects are left out; by default they teach what is no object.
  public var dropsEmpty = false
  /// Parts of the training, one after the other; empty for a single one in which all learns.
  public var stages: [DetectorStage] = []
  public var seed: UInt64 = 1

  public init() {}
}
