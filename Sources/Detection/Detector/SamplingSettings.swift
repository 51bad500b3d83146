/// Which boxes of a picture each part of the detector learns from in a step.
public struct SamplingSettings: Sendable, Hashable, Codable {
  /// Boxes for the region classifier, and the share of them that hold an object (MultiPathNet: 64
  /// and 0.25).
  public var regions = 64
  public var foregroundShare: Float = 0.25
  /// Boxes for objectness, half of them on objects (AttractioNet: 64).
  public var objectnessBoxes = 64
  /// Boxes for the localisation of proposals, as many for that of detections (AttractioNet: 32).
  public var localizationBoxes = 32
  /// The least IoU of these with their object (LocNet: 0.4, AttractioNet: 0.5).
  public var localizationOverlap: Float = 0.4
  /// Seed boxes drawn at random for the step's proposals.
  public var seeds = 600
  /// Proposals of the current network that are added to the candidates.
  public var proposals = 100
  /// Copies of each object's box, moved and scaled at random.
  public var jitteredCopies = 8
  /// The weights of the losses. Localisation counts double, as for LocNet's combined model: its mean
  /// over cells is the smallest of the three.
  public var objectnessWeight: Float = 1
  public var localizationWeight: Float = 2
  public var classificationWeight: Float = 1
  /// Of the box regressor, if there is one (MultiPathNet: 1).
  public var boxRegressionWeight: Float = 1

  public init() {}
}
