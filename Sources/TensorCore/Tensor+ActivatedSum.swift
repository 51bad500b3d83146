import TensorKernels

extension Tensor {
  /// `a + b`, each normalised as it is read, rectified if `relu`.
  /// - Precondition: The shapes are equal.
  package static func sum(_ a: ActivatedTensor, _ b: ActivatedTensor, relu: Bool) -> Tensor {
    precondition(a.shape == b.shape, "cannot add shapes \(a.shape) and \(b.shape)")
    let channels = a.shape.channels
    var result = Tensor(uninitialized: a.shape)
    a.withFloats { pa, activationA in
      b.withFloats { pb, activationB in
        result.withMutableFloats { p in
          ThreadPool.current.forEachRange(
            a.shape.rows, grain: max(1, elementwiseGrain / max(channels, 1))
          ) {
            addActivated(
              rows: $0, channels: channels, pa, activationA, pb, activationB, relu: relu, p)
          }
        }
      }
    }
    return result
  }
}
