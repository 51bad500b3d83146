/// How often pictures of one class were taken for another.
package struct ConfusionMatrix: Sendable, Equatable {
  package let classCount: Int
  private struct Cell: Hashable {
    let label, predicted: Int
  }

  /// Those that are not 0: most of a matrix of many classes is empty.
  private var counts: [Cell: Int] = [:]
  /// The pictures of each class.
  private var totals: [Int]

  /// - Precondition: Labels and predictions are below `classCount`.
  package init(_ predictions: [ClassificationPrediction], classCount: Int) {
    self.classCount = classCount
    totals = Array(repeating: 0, count: classCount)
    for prediction in predictions {
      precondition(
        (0..<classCount).contains(prediction.label)
          && (0..<classCount).contains(prediction.predicted),
        "classes \(prediction.label) and \(prediction.predicted) of \(classCount)")
      counts[Cell(label: prediction.label, predicted: prediction.predicted), default: 0] += 1
      totals[prediction.label] += 1
    }
  }

  /// The pictures of class `label` that were taken for class `predicted`.
  package subscript(label: Int, predicted: Int) -> Int {
    counts[Cell(label: label, predicted: predicted), default: 0]
  }

  /// The pictures of a class.
  package func count(of label: Int) -> Int { totals[label] }

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
    let pairs = counts.compactMap { cell, count in
      cell.label == cell.predicted
        ? nil : Pair(label: cell.label, predicted: cell.predicted, count: count)
    }
    // Classes decide between equal counts.
    return Array(
      pairs.sorted { ($1.count, $0.label, $0.predicted) < ($0.count, $1.label, $1.predicted) }
        .prefix(limit))
  }
}
