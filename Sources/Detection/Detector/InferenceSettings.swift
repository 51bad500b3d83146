/// How a trained detector looks at a picture.
public struct InferenceSettings: Sendable, Hashable, Codable {
  /// The size pictures are resized to.
  public var size = ImageSizing(shortSide: 480, longSide: 800)
  /// Further sizes at which each picture is looked at, and whether its mirror image is too, at each
  /// size. What is found in all of them meets in the last suppression.
  public var scales: [ImageSizing] = []
  public var flip = false
  public var proposals = ProposalSettings()
  /// Rounds of scoring; between two of them LocNet refines the boxes (its paper's 4).
  public var scoringRounds = 4
  /// After the first scoring, boxes of a class more alike than this are one, and at most so many of a
  /// class stay (LocNet's values).
  public var firstOverlap: Float = 0.95
  public var firstLimit = 100
  /// Boxes of all classes together that are refined and scored again in each round, at most, most
  /// certain first: the time of a picture grows with them. LocNet has no such limit.
  public var refinedBoxes = 100
  /// Detections below this probability are dropped.
  public var scoreThreshold: Float = 0.01
  /// The same for some classes, by name.
  public var classThresholds: [String: Float] = [:]
  /// The largest IoU of two detections of one class (0.3 in LocNet's code, which merges objects that
  /// touch).
  public var overlap: Float = 0.4
  /// Boxes at least this alike vote on a detection's borders; nil switches voting off.
  public var votingOverlap: Float? = 0.5
  /// Detections per picture, at most.
  public var limit = 100

  public init() {}

  /// All sizes at which a picture is looked at.
  var sizes: [ImageSizing] { [size] + scales }

  /// The least probability of each class.
  func thresholds(of categories: [DetectorCategory]) -> [Float] {
    categories.map { classThresholds[$0.name] ?? scoreThreshold }
  }
}
