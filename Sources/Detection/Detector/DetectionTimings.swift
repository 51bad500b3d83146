import TensorCore

/// Where the time of detections went, in seconds.
public struct DetectionTimings: Sendable, Hashable, Codable {
  /// Reading, decoding, resizing and normalising pictures.
  public private(set) var decode = 0.0
  /// The trunk's maps.
  public private(set) var trunk = 0.0
  public private(set) var proposals = 0.0
  /// Scoring regions.
  public private(set) var regions = 0.0
  /// Refining boxes, suppression and voting.
  public private(set) var boxes = 0.0

  public init() {}

  /// Runs `body` and adds what its detections took. Work before the first of them counts as
  /// decoding.
  ///
  /// Costs two looks at a clock for each layer, some microseconds in all.
  public mutating func measure<Result>(_ body: () throws -> Result) rethrows -> Result {
    let profile = Profile()
    profile.enter("pictures")
    defer {
      profile.enter(nil)
      for entry in profile.entries {
        switch entry.phase {
        case "pictures": decode += entry.seconds
        case "trunk": trunk += entry.seconds
        case "proposals": proposals += entry.seconds
        case "regions": regions += entry.seconds
        default: boxes += entry.seconds
        }
      }
    }
    return try Profile.$current.withValue(profile, operation: body)
  }

  /// The share of one picture of several that were looked at together.
  package static func / (timings: DetectionTimings, count: Int) -> DetectionTimings {
    var share = timings
    share.decode /= Double(count)
    share.trunk /= Double(count)
    share.proposals /= Double(count)
    share.regions /= Double(count)
    share.boxes /= Double(count)
    return share
  }

  public static func + (a: DetectionTimings, b: DetectionTimings) -> DetectionTimings {
    var sum = a
    sum.decode += b.decode
    sum.trunk += b.trunk
    sum.proposals += b.proposals
    sum.regions += b.regions
    sum.boxes += b.boxes
    return sum
  }
}
