import Datasets

/// What AP at an IoU of 0.5 would gain if one kind of error were corrected and nothing else: TIDE
/// (Bolya et al., arXiv 2008.08115).
///
/// Detections match as for AP50; IoU below 0.1 is background. Unlike tidecv, categories without
/// objects count in no mean (there their AP is 0), detections are limited to 100 per picture and
/// category (there per picture), and equal IoUs go as in COCO.
public struct DetectionErrors: Sendable, Hashable {
  /// A kind of error, in the order in which a wrong detection is tested for it.
  public enum Kind: String, Sendable, CaseIterable {
    /// The object's place, another category: IoU of at least 0.5.
    case classification
    /// The object's category, not quite its place: IoU of 0.1 to 0.5.
    case localization
    /// Another category, and not quite the place.
    case both
    /// A second detection of an object.
    case duplicate
    /// Nowhere near an object.
    case background
    /// An object that none of the errors above is about.
    case missed
  }

  /// What errors of one kind cost.
  public struct Cost: Sendable, Hashable, Encodable {
    /// Detections; of `missed` and false negatives, objects.
    public var count: Int
    /// The gain in AP50, in `-1...1`.
    public var dAP50: Double
  }

  /// -1 if the ground truth has no objects.
  public var AP50: Double
  /// Classification, localisation: the detection that is surest becomes right, others about the same
  /// object go. Both, duplicate, background: the detection goes. Missed: the object goes.
  public var classification, localization, both, duplicate, background, missed: Cost
  /// All wrong detections go behind the right ones.
  public var falsePositives: Cost
  /// All objects that are not found go.
  public var falseNegatives: Cost

  public func cost(of kind: Kind) -> Cost {
    switch kind {
    case .classification: classification
    case .localization: localization
    case .both: both
    case .duplicate: duplicate
    case .background: background
    case .missed: missed
    }
  }
}

extension COCOEvaluator {
  /// What each kind of error costs.
  ///
  /// - Throws: ``EvaluationError`` as ``evaluate(_:)`` does.
  public func errors(_ detections: [COCODetection]) throws -> DetectionErrors {
    var tally = ErrorTally(categories: categoryCount)
    forEachPicture(try candidates(of: detections)) { tally.add($0) }
    return tally.errors()
  }
}
