import TensorCore

/// The mean and variance a batch normalisation divides by, `[C]` each.
public struct BatchNormStatistics {
  public let mean, variance: Tensor
  /// Whether they were computed from the normalised batch itself, so that gradients pass through
  /// them.
  public let isOfBatch: Bool

  public init(mean: Tensor, variance: Tensor, isOfBatch: Bool) {
    self.mean = mean
    self.variance = variance
    self.isOfBatch = isOfBatch
  }
}

extension Variable {
  /// Batch normalisation over the last axis, `gamma * (x - mean) / sqrt(variance + epsilon) + beta`
  /// (Ioffe & Szegedy, arXiv 1502.03167), rectified if `relu`.
  public func batchNormalized(
    _ statistics: BatchNormStatistics, gamma: Parameter, beta: Parameter, epsilon: Float, relu: Bool
  ) -> Variable {
    let operation = BatchNormOperation(
      input: self, statistics: statistics, gamma: gamma, beta: beta, epsilon: epsilon, relu: relu)
    return Self.result(
      operation.output, of: [self], parameters: [gamma, beta], recompute: { operation.output },
      operation: operation)
  }
}

struct BatchNormOperation: Operation {
  let input: Place
  let saved: Saved
  let gamma, beta: Parameter
  let mean, inverse: Tensor
  /// The affine form: `output = x * scale + shift`.
  let scale, shift: Tensor
  let isOfBatch, relu: Bool

  var layer: String? { gamma.layer }

  init(
    input: Variable, statistics: BatchNormStatistics, gamma: Parameter, beta: Parameter,
    epsilon: Float,
    relu: Bool
  ) {
    self.input = input.place
    self.gamma = gamma
    self.beta = beta
    self.relu = relu
    saved = input.saved
    isOfBatch = statistics.isOfBatch
    mean = statistics.mean
    let shape = mean.shape
    let inverse = statistics.variance.scalars.map { 1 / ($0 + epsilon).squareRoot() }
    let scale = zip(gamma.value.scalars, inverse).map(*)
    let shift = zip(beta.value.scalars, zip(mean.scalars, scale)).map { $0 - $1.0 * $1.1 }
    self.inverse = Tensor(inverse, shape: shape)
    self.scale = Tensor(scale, shape: shape)
    self.shift = Tensor(shift, shape: shape)
  }

  var output: Tensor {
    BatchNormalization.normalized(saved.tensor, scale: scale, shift: shift, relu: relu)
  }

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    let x = saved.tensor
    // With batch statistics: dx = scale (g - mean(g) - (x - mean) inverse mean(g (x - mean)
    // inverse)).
    var p = Tensor(mean.shape)
    var q = Tensor(mean.shape)
    if isOfBatch || gamma.isTrainable || beta.isTrainable {
      let sums = BatchNormalization.parameterGradients(
        x, gradient: gradient, mean: mean, inverse: inverse, scale: scale, shift: shift, relu: relu)
      if gamma.isTrainable { gamma.accumulate { $0.add(sums.gamma) } }
      if beta.isTrainable { beta.accumulate { $0.add(sums.beta) } }
      if isOfBatch { (p, q) = meanTerms(sums.beta, sums.gamma, rows: Float(x.shape.rows)) }
    }
    guard input.requiresGradient else { return }
    BatchNormalization.applyInputGradient(
      x, gradient: &gradient, mean: mean, scale: scale, shift: shift, relu: relu, p: p, q: q)
    gradients.add(gradient, to: input)
  }

  /// What the gradient through mean and variance adds: `p * (x - mean) + q`.
  private func meanTerms(_ beta: Tensor, _ gamma: Tensor, rows n: Float) -> (p: Tensor, q: Tensor) {
    let p = zip(zip(scale.scalars, inverse.scalars), gamma.scalars).map { -$0.0 * $0.1 * $1 / n }
    let q = zip(scale.scalars, beta.scalars).map { -$0 * $1 / n }
    return (Tensor(p, shape: mean.shape), Tensor(q, shape: mean.shape))
  }
}
