import Glibc

/// What LocNet says of one axis of a search region, and where the object is by it (arXiv 1511.07763,
/// section 3 and the inference of the authors' code).
///
/// With the cells `a...b` inside, `a < b`, the likelihoods are:
///
/// - in-out: `p` of the cells inside times `1 - p` of those outside. Up to a constant its logarithm is
///   the sum of log-odds inside;
/// - borders: `p` of the first at `a` times `p` of the last at `b`;
/// - combined: log-odds inside plus the log-odds, not logarithms, of the two borders.
package struct AxisPrediction {
  /// The authors' code keeps probabilities at least 1e-4 away from 0 and 1.
  private static let largestLogit = logf((1 - 1e-4) / 1e-4)

  private let model: LocalizationModel
  private let cells: Int
  /// Where the vectors of the model begin in `logits`.
  private let inside, first, last: Int
  private let logits: ArraySlice<Float>

  /// - Parameter logits: `[vectors, cells]`, the vectors in the model's order.
  /// - Precondition: There are at least two cells, and a logit for each cell of each vector.
  package init(_ model: LocalizationModel, cells: Int, logits: ArraySlice<Float>) {
    let vectors = model.vectors.count
    precondition(
      cells > 1 && logits.count == vectors * cells,
      "\(logits.count) logits for \(vectors) vectors of \(cells) cells")
    self.model = model
    self.cells = cells
    self.logits = logits
    inside = logits.startIndex
    first = logits.endIndex - 2 * cells
    last = logits.endIndex - cells
  }

  /// The most likely cells `a...b`, `a < b`; of equal ones those with the smallest `b`, then `a`.
  ///
  /// A pair's score is a term of `a` plus a term of `b`, the cells inside being the difference of two
  /// prefix sums. So the best partner of each `b` is the best `a` before it, and one pass has seen all
  /// `M (M - 1) / 2` pairs.
  package var bestCells: ClosedRange<Int> {
    var best: (score: Float, cells: ClosedRange<Int>) = (-.infinity, 0...1)
    var start: (score: Float, cell: Int) = (-.infinity, 0)
    var sum: Float = 0
    for cell in 0..<cells {
      let before = sum
      sum += insideScore(cell)
      let score = start.score + sum + borderScore(last + cell)
      if score > best.score { best = (score, start.cell...cell) }
      let opening = borderScore(first + cell) - before
      if opening > start.score { start = (opening, cell) }
    }
    return best.cells
  }

  /// Where the object begins and ends, in cells from the start of the axis, in `0...cells`.
  ///
  /// The ends of the most likely cells, moved by what the cells beside them say: targets are shares of
  /// cells (see `SearchRegion.encode`), which the paper rounds to whole ones. The combined model takes
  /// the middle of what its two parts say.
  package var interval: ClosedRange<Float> {
    let whole = bestCells
    let ends =
      switch model {
      case .inOut: insideEnds(whole)
      case .borders: borders(whole)
      case .combined: (insideEnds(whole) + borders(whole)) / 2
      }
    return ends[0] < ends[1]
      ? ends[0]...ends[1] : Float(whole.lowerBound)...Float(whole.upperBound + 1)
  }

  private func insideScore(_ cell: Int) -> Float {
    model == .borders ? 0 : clamped(inside + cell)
  }

  private func borderScore(_ index: Int) -> Float {
    switch model {
    case .inOut: 0
    case .borders: -log1pf(expf(-clamped(index)))
    case .combined: clamped(index)
    }
  }

  private func clamped(_ index: Int) -> Float {
    min(max(logits[index], -Self.largestLogit), Self.largestLogit)
  }

  /// A cell beside an end that is 30 % inside has probability 0.3.
  private func insideEnds(_ whole: ClosedRange<Int>) -> SIMD2<Float> {
    func probability(_ cell: Int) -> Float {
      (0..<cells).contains(cell) ? 1 / (1 + expf(-logits[inside + cell])) : 0
    }
    let (a, b) = (whole.lowerBound, whole.upperBound)
    return SIMD2(
      Float(a + 1) - probability(a) - probability(a - 1),
      Float(b) + probability(b) + probability(b + 1))
  }

  /// The last border lies at the end of its cell, the first at the start.
  private func borders(_ whole: ClosedRange<Int>) -> SIMD2<Float> {
    SIMD2(mean(first, around: whole.lowerBound), mean(last, around: whole.upperBound) + 1)
  }

  /// The mean cell of a border over the peak and its neighbours, by their shares.
  private func mean(_ vector: Int, around peak: Int) -> Float {
    let balance = BorderBalance(cells: cells)
    var sum: Float = 0
    var offsets: Float = 0
    for cell in max(0, peak - 1)...min(cells - 1, peak + 1) {
      let share = balance.share(ofLogit: clamped(vector + cell))
      sum += share
      offsets += share * Float(cell - peak)
    }
    return Float(peak) + offsets / sum
  }
}
