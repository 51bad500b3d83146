/// How a trained detector looks at a picture.
public struct InferenceSettings: Sendable, Hashable, Codable {
  /// The size pictures are resized to.
  public var size = ImageSizing(shortSide: 480, longSide: 800)
  public var proposals = ProposalSettings()
  /// Rounds of scoring; between two of them LocNet refines the boxes (4 in its paper).
  public var scoringRounds = 2
  /// Boxes that are refined after the first scoring, at most.
  public var refinedBoxes = 100
  /// Detections below this probability are dropped.
  public var scoreThreshold: Float = 0.01
  /// The largest IoU of two detections of one class (0.3 in LocNet's code, which merges objects that
  /// touch).
  public var overlap: Float = 0.4
  /// Boxes at least this alike vote on a detection's borders; nil switches voting off.
  public var votingOverlap: Float? = 0.5
  /// Detections per picture, at most.
  public var limit = 100

  public init() {}
}
