import Autograd

extension Variable {
  /// Batch normalisation with the statistics of the batch.
  func normalized(_ gamma: Parameter, _ beta: Parameter, relu: Bool) -> Variable {
    let moments = moments()
    return batchNormalized(
      BatchNormStatistics(mean: moments.mean, variance: moments.variance, isOfBatch: true),
      gamma: gamma, beta: beta, epsilon: 1e-5, relu: relu)
  }
}
