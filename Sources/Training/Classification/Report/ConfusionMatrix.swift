/// How often pictures of one class were taken for another.
package struct ConfusionMatrix: Sendable, Equatable {
  package let classCount: Int
  /// `[true class, predicted class]`.
  private var counts: [Int]

  /// - Precondition: Labels and predictions are below `classCount`.
  package init(_ predictions: [ClassificationPrediction], classCount: Int) {
    self.classCount = classCount
    counts = Array(repeating: 0, count: classCount * classCount)
    for prediction in predictions {
      precondition(
        (0..<classCount).contains(prediction.label)
          && (0..<classCount).contains(prediction.predicted),
        "classes \(prediction.label) and \(prediction.predicted) of \(classCount)")
      counts[prediction.label * classCount + prediction.predicted] += 1
    }
  }

  /// The pictures of class `label` that were taken for class `predicted`.
  package subscript(label: Int, predicted: Int) -> Int { counts[label * classCount + predicted] }

  /// The pictures of a class.
  package func count(of label: Int) -> Int {
    counts[label * classCount..<(label + 1) * classCount].reduce(0, +)
  }

  /// The share of a class's pictures that were right, in 0...1; nil for a class without pictures.
  package func accuracy(of label: Int) -> Double? {
    let count = count(of: label)
    return count == 0 ? nil : Double(self[label, label]) / Double(count)
  }

  package struct Pair: Sendable, Hashable {
    package let label, predicted, count: Int
  }

  /// The most frequent mistakes, most frequent first.
  package func mostConfused(_ limit: Int) -> [Pair] {
    let pairs = (0..<classCount).flatMap { label in
      (0..<classCount).compactMap { predicted in
        label == predicted || self[label, predicted] == 0
          ? nil : Pair(label: label, predicted: predicted, count: self[label, predicted])
      }
    }
    // Classes decide between equal counts.
    return Array(
      pairs.sorted { ($1.count, $0.label, $0.predicted) < ($0.count, $1.label, $1.predicted) }
        .prefix(limit))
  }
}
