import TensorKernels

extension Tensor {
  /// One step of stochastic gradient descent on these weights by torch's rule; `isFirst` sets the
  /// momentum buffer.
  /// - Precondition: The three shapes are equal.
  package mutating func applySGDStep(
    _ gradient: Tensor, buffer: inout Tensor, learningRate: Float, momentum: Float,
    weightDecay: Float,
    isNesterov: Bool, isFirst: Bool
  ) {
    precondition(
      shape == gradient.shape && shape == buffer.shape,
      "weights \(shape), gradient \(gradient.shape) and momentum \(buffer.shape) differ")
    let count = count
    gradient.withFloats { g in
      withMutableFloats { w in
        buffer.withMutableFloats { b in
          ThreadPool.current.forEachRange(count, grain: elementwiseGrain) {
            let i = $0.lowerBound
            sgdStep(
              $0.count, w + i, g + i, b + i, learningRate: learningRate, momentum: momentum,
              weightDecay: weightDecay, nesterov: isNesterov, first: isFirst)
          }
        }
      }
    }
  }
}
