import Glibc

/// The in-out model of LocNet (arXiv 1511.07763, equation 4): an interval of cells has the
/// likelihood `product of p inside, times product of 1 - p outside`.
package enum InOutLikelihood {
  /// The paper's code clamps probabilities here before the logarithm.
  static let smallest: Float = 1e-4

  /// The most likely interval, in cells from the start of the axis, with its ends inside their
  /// cells.
  ///
  /// Up to a constant the log-likelihood is the sum of log-odds inside, so the best whole cells are
  /// the maximum-sum sub-array. Each end then moves by what the probabilities of the cells beside
  /// it say: a border cell that is 30 % inside has probability 0.3 (see `SearchRegion.encode`).
  package static func bestInterval(_ probabilities: ArraySlice<Float>) -> ClosedRange<Float> {
    let whole = maximumSum(probabilities.map(logOdds))
    let base = probabilities.startIndex
    func probability(_ cell: Int) -> Float {
      cell >= 0 && cell < probabilities.count ? probabilities[base + cell] : 0
    }
    let first = whole.lowerBound
    let last = whole.upperBound - 1
    let start = Float(first) + 1 - probability(first) - probability(first - 1)
    let end = Float(last) + probability(last) + probability(last + 1)
    return start <= end ? start...end : Float(first)...Float(whole.upperBound)
  }

  /// The non-empty range of values with the largest sum (Kadane); the first and shortest of equal
  /// ones.
  package static func maximumSum(_ values: [Float]) -> Range<Int> {
    var best = -Float.infinity
    var bestRange = 0..<1
    var sum: Float = 0
    var start = 0
    for (i, value) in values.enumerated() {
      if sum <= 0 {
        sum = 0
        start = i
      }
      sum += value
      if sum > best {
        best = sum
        bestRange = start..<i + 1
      }
    }
    return bestRange
  }

  private static func logOdds(_ probability: Float) -> Float {
    let p = min(max(probability, smallest), 1 - smallest)
    return logf(p / (1 - p))
  }
}
