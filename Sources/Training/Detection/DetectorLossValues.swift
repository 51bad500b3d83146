import Detection

/// The losses of a batch of pictures, or their means over an epoch.
package struct DetectorLossValues: Sendable, Hashable, Codable {
  /// Weighted by the recipe; the parts are not.
  package var total = 0.0
  package var objectness = 0.0
  package var proposalLocalization = 0.0
  package var classification = 0.0
  package var localization = 0.0
  package var boxRegression = 0.0

  init() {}

  init(_ losses: DetectorLosses, _ settings: SamplingSettings) {
    total = Double(losses.total(settings))
    objectness = Double(losses.objectness.value.scalar)
    proposalLocalization = Double(losses.proposalLocalization.value.scalar)
    classification = Double(losses.classification.value.scalar)
    localization = Double(losses.localization.value.scalar)
    boxRegression = Double(losses.boxRegression.value.scalar)
  }

  package typealias Part = (name: String, path: any WritableKeyPath<Self, Double> & Sendable)

  /// Each part and what it is called.
  package static let parts: [Part] = [
    ("objectness", \.objectness), ("proposalLocalization", \.proposalLocalization),
    ("classification", \.classification), ("localization", \.localization),
    ("boxRegression", \.boxRegression),
  ]

  /// Adds other losses, times a factor.
  fileprivate mutating func add(_ other: Self, times factor: Double) {
    total += factor * other.total
    for part in Self.parts { self[keyPath: part.path] += factor * other[keyPath: part.path] }
  }
}

/// Sums of losses over pictures.
package struct DetectorLossSums: TrainingSums, Hashable, Codable {
  package private(set) var images = 0
  private var sums = DetectorLossValues()

  package init() {}

  /// - Parameter means: Of the losses of `images` pictures.
  init(_ means: DetectorLossValues, images: Int) {
    self.images = images
    sums.add(means, times: Double(images))
  }

  package var means: DetectorLossValues {
    var result = DetectorLossValues()
    result.add(sums, times: 1 / Double(max(images, 1)))
    return result
  }

  package var isPossible: Bool { (0...1 << 40).contains(images) && sums.total.isFinite }

  package static func += (sums: inout Self, other: Self) {
    sums.images += other.images
    sums.sums.add(other.sums, times: 1)
  }
}
