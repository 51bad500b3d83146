import TensorCore

/// A value that backward will need: kept, or computed again from something that is kept anyway
/// (normalise and ReLU are cheaper to repeat than to store).
package enum Saved {
  case kept(Tensor)
  case recomputed(() -> Tensor)

  package var tensor: Tensor {
    switch self {
    case .kept(let tensor): tensor
    case .recomputed(let compute): compute()
    }
  }
}
