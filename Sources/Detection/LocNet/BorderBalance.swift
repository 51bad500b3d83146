import Glibc

/// LocNet's weights in the loss of a border vector, of whose M cells one is positive: `M / 2` for it
/// and `M / (2 (M - 1))` for the others, so that either side weighs half (arXiv 1511.07763, section
/// 4).
struct BorderBalance {
  private let positive, negative: Float

  /// - Precondition: There are at least two cells.
  init(cells: Int) {
    precondition(cells > 1, "a border in \(cells) cells")
    positive = Float(cells) / 2
    negative = Float(cells) / (2 * Float(cells - 1))
  }

  /// The target and the weight of a cell that is positive by a share: the cross-entropy with them is
  /// that of a positive times the share and of a negative times the rest.
  func weighted(_ share: Float) -> (target: Float, weight: Float) {
    let weight = positive * share + negative * (1 - share)
    return (positive * share / weight, weight)
  }

  /// The share that a logit stands for: the weights have raised its odds `M - 1` times.
  func share(ofLogit logit: Float) -> Float {
    1 / (1 + positive / negative * expf(-logit))
  }
}
