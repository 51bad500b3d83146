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
    let constants = BatchNormConstants(
      statistics, gamma: gamma.value, beta: beta.value, epsilon: epsilon)
    return Self.result(
      shape, of: [self], parameters: [gamma, beta],
      operation: BatchNormOperation(
        input: place, saved: saved, gamma: gamma, beta: beta, statistics: statistics,
        epsilon: epsilon, constants: constants, relu: relu)
    ) {
      deferred.normalized(
        Activation(scale: constants.scale, shift: constants.shift, relu: relu),
        isFolded: tape == nil)
    }
  }
}

/// The constants of a batch normalisation, `[C]` each.
struct BatchNormConstants {
  let mean, inverse: Tensor
  /// The affine form: `output = x * scale + shift`.
  let scale, shift: Tensor

  init(_ statistics: BatchNormStatistics, gamma: Tensor, beta: Tensor, epsilon: Float) {
    mean = statistics.mean
    let inverse = statistics.variance.scalars.map { 1 / ($0 + epsilon).squareRoot() }
    let scale = zip(gamma.scalars, inverse).map(*)
    let shift = zip(beta.scalars, zip(mean.scalars, scale)).map { $0 - $1.0 * $1.1 }
    self.inverse = Tensor(inverse, shape: mean.shape)
    self.scale = Tensor(scale, shape: mean.shape)
    self.shift = Tensor(shift, shape: mean.shape)
  }
}

struct BatchNormOperation: Operation {
  let input: Place
  let saved: Saved
  let gamma, beta: Parameter
  let statistics: BatchNormStatistics
  let epsilon: Float
  let constants: BatchNormConstants
  let relu: Bool

  var layer: String? { gamma.layer }
  var graphOperation: GraphOperation {
    .batchNorm(statistics, gamma: gamma, beta: beta, epsilon: epsilon, relu: relu)
  }

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    let normalization = normalization()
    let sums = needsSums ? normalization.sums(gradient) : nil
    backward(gradient, sums, normalization, &gradients)
  }

  func backward(_ gradient: consuming DeferredGradient, _ gradients: inout Gradients) {
    let normalization = normalization()
    // In two names, so that the gradient has no second owner and is changed in place.
    let (result, reduced) = gradient.run(
      reduction: needsSums ? .batchNormSums(normalization) : .none)
    let sums: BatchNormSums? = if case .sums(let sums) = reduced { sums } else { nil }
    backward(consume result, sums, normalization, &gradients)
  }

  private var needsSums: Bool { statistics.isOfBatch || gamma.isTrainable || beta.isTrainable }

  private func normalization() -> BatchNormGradient {
    BatchNormGradient(
      x: saved.tensor, mean: constants.mean, inverse: constants.inverse, scale: constants.scale,
      shift: constants.shift, relu: relu)
  }

  /// With batch statistics: `dx = scale (g - mean(g) - (x - mean) inverse mean(g (x - mean)
  /// inverse))`.
  private func backward(
    _ gradient: consuming Tensor, _ sums: BatchNormSums?, _ normalization: BatchNormGradient,
    _ gradients: inout Gradients
  ) {
    var p = Tensor(constants.mean.shape)
    var q = p
    if let sums {
      if gamma.isTrainable { gamma.accumulate { $0.add(sums.gamma) } }
      if beta.isTrainable { beta.accumulate { $0.add(sums.beta) } }
      if statistics.isOfBatch { (p, q) = meanTerms(sums, rows: Float(normalization.x.shape.rows)) }
    }
    gradients.add(gradient, to: input) {
      normalization.applyInputGradient(to: &$0, p: p, q: q)
    } addApplied: {
      normalization.addInputGradient($0, p: p, q: q, to: &$1)
    }
  }

  /// What the gradient through mean and variance adds: `p * (x - mean) + q`.
  private func meanTerms(_ sums: BatchNormSums, rows n: Float) -> (p: Tensor, q: Tensor) {
    let scale = constants.scale.scalars
    let p = zip(zip(scale, constants.inverse.scalars), sums.gamma.scalars).map {
      -$0.0 * $0.1 * $1 / n
    }
    let q = zip(scale, sums.beta.scalars).map { -$0 * $1 / n }
    return (Tensor(p, shape: [p.count]), Tensor(q, shape: [q.count]))
  }
}
