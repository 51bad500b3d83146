import TensorCore

/// A value that backward will need: kept, or made again from something that is kept anyway (normalise
/// and ReLU are cheaper to repeat than to store).
package enum Saved {
  case kept(ActivatedTensor)
  case recomputed(() -> Tensor)

  /// The value, with its normalisation perhaps still to be applied.
  package var activated: ActivatedTensor {
    switch self {
    case .kept(let tensor): tensor
    case .recomputed(let compute): ActivatedTensor(compute())
    }
  }

  package var tensor: Tensor { activated.materialized }
}
