import Autograd
import TensorCore

/// Batch normalisation over the last axis (arXiv 1502.03167), with PyTorch's names and arithmetic:
/// the output uses the biased variance of the batch, the running variance the unbiased one.
public final class BatchNorm {
  public let gamma, beta: Parameter
  public let runningMean, runningVariance: Parameter
  public let epsilon: Float
  /// The share of a new batch in the running statistics.
  public let momentum: Float
  /// A fixed affine layer: running statistics in training too, gamma and beta not trained.
  public var isFrozen: Bool {
    get { !gamma.isTrainable }
    set {
      gamma.isTrainable = !newValue
      beta.isTrainable = !newValue
    }
  }

  public init(
    _ builder: ParameterBuilder, channels: Int, gamma: Initializer = .constant(1),
    epsilon: Float = 1e-5,
    momentum: Float = 0.1
  ) {
    self.gamma = builder.parameter("weight", [channels], gamma)
    beta = builder.parameter("bias", [channels], .constant(0))
    runningMean = builder.buffer("running_mean", [channels], .constant(0))
    runningVariance = builder.buffer("running_var", [channels], .constant(1))
    self.epsilon = epsilon
    self.momentum = momentum
  }

  /// Normalises `[..., C]`, and rectifies the result if `relu`.
  public func callAsFunction(_ input: Variable, _ mode: Mode, relu: Bool = false) -> Variable {
    input.batchNormalized(
      statistics(of: input, mode), gamma: gamma, beta: beta, epsilon: epsilon, relu: relu)
  }

  private func statistics(of input: Variable, _ mode: Mode) -> BatchNormStatistics {
    guard mode.isTraining, !isFrozen else {
      return BatchNormStatistics(
        mean: runningMean.value, variance: runningVariance.value, isOfBatch: false)
    }
    let moments = input.moments()
    let n = Float(input.shape.rows)
    update(runningMean, with: moments.mean, times: 1)
    update(runningVariance, with: moments.variance, times: n / max(n - 1, 1))
    return BatchNormStatistics(
      mean: moments.mean, variance: moments.variance, isOfBatch: true)
  }

  private func update(_ running: Parameter, with batch: Tensor, times correction: Float) {
    running.value.scale(by: 1 - momentum)
    running.value.add(batch, times: momentum * correction)
  }
}
