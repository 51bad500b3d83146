/// Whether probabilities can be believed: of the pictures predicted with 80 %, are 80 % right?
///
/// Ten bins of equal width over the predicted class's probability (Guo et al., arXiv 1706.04599,
/// section 2).
package struct Calibration: Sendable, Equatable {
  package struct Bin: Sendable, Equatable {
    package fileprivate(set) var count = 0
    fileprivate var right = 0
    fileprivate var probabilities = 0.0

    /// The share that was right, in 0...1.
    package var accuracy: Double { count == 0 ? 0 : Double(right) / Double(count) }
    /// The mean probability, in 0...1.
    package var confidence: Double { count == 0 ? 0 : probabilities / Double(count) }
  }

  package static let binCount = 10
  /// Bin b has the probabilities above b / 10 up to (b + 1) / 10.
  package private(set) var bins = Array(repeating: Bin(), count: binCount)

  package init(_ predictions: [ClassificationPrediction]) {
    for prediction in predictions where prediction.probability.isFinite {
      let place = Double(prediction.probability) * Double(Self.binCount)
      let bin = min(max(Int(place.rounded(.up)) - 1, 0), Self.binCount - 1)
      bins[bin].count += 1
      bins[bin].right += prediction.isRight ? 1 : 0
      bins[bin].probabilities += Double(prediction.probability)
    }
  }

  /// The expected calibration error: the mean distance of accuracy and confidence, in 0...1.
  package var expectedError: Double {
    let total = bins.reduce(0) { $0 + $1.count }
    guard total > 0 else { return 0 }
    return bins.reduce(0) {
      $0 + Double($1.count) * abs($1.accuracy - $1.confidence)
    } / Double(total)
  }
}
