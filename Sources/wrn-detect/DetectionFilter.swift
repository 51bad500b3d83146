import Detection
import ToolSupport
import Training

/// Which of the objects found are shown.
struct DetectionFilter {
  /// The least probability shown, by category id; classes without one are not shown.
  private let thresholds: [Int: Float]
  /// Objects of a picture, at most.
  private let limit: Int

  /// - Parameters:
  ///   - thresholds: The last one for a class holds.
  ///   - classes: Names; empty for all.
  /// - Throws: `ToolError` for a class that is none of `categories`.
  init(
    _ thresholds: [ClassThreshold], classes: [String], limit: Int,
    of categories: [DetectorCategory]
  ) throws {
    for name in classes + thresholds.compactMap(\.className) {
      try Self.check(name, in: categories.map(\.name))
    }
    let common = thresholds.last { $0.className == nil }?.probability ?? 0.5
    var result: [Int: Float] = [:]
    for category in categories where classes.isEmpty || classes.contains(category.name) {
      let own = thresholds.last { $0.className == category.name }
      result[category.id] = own?.probability ?? common
    }
    self.thresholds = result
    self.limit = limit
  }

  /// - Parameter detections: The most certain first.
  func callAsFunction(_ detections: [Detection]) -> [Detection] {
    Array(
      detections.lazy.filter { detection in
        thresholds[detection.category.id].map { detection.score >= $0 } ?? false
      }.prefix(limit))
  }

  /// What the detector has to find for this filter. Else it works as in `eval`: only what is shown
  /// changes.
  func needs(_ settings: InferenceSettings, of categories: [DetectorCategory]) -> InferenceSettings
  {
    var settings = settings
    for category in categories {
      guard let shown = thresholds[category.id] else { continue }
      let found = settings.classThresholds[category.name] ?? settings.scoreThreshold
      if shown < found { settings.classThresholds[category.name] = shown }
    }
    // Objects that are not shown must not take the places of others.
    settings.limit = 100_000
    return settings
  }

  private static func check(_ name: String, in names: [String]) throws {
    if names.contains(name) { return }
    let shown = names.prefix(10).map { "'\($0)'" }.joined(separator: ", ")
    let rest = names.count > 10 ? " and \(names.count - 10) more" : ""
    let hint = name.nearest(in: names).map { " Did you mean '\($0)'?" } ?? ""
    throw ToolError(
      "the detector has no class '\(name)'; its classes are \(shown)\(rest).\(hint)")
  }
}
