import TensorCore

/// A value that backward will need: kept, perhaps with a normalisation, ReLU and dropout that are
/// cheaper to repeat than to store, or computed by something that follows.
package enum Saved {
  case kept(ActivatedTensor)
  case deferred(() -> Tensor)

  /// The value, with its normalisation perhaps still to be applied.
  package var activated: ActivatedTensor {
    switch self {
    case .kept(let tensor): tensor
    case .deferred(let tensor): ActivatedTensor(tensor())
    }
  }

  package var tensor: Tensor { activated.materialized }
}
