import Autograd
import TensorCore

/// Stochastic gradient descent with momentum, torch's rule: `d = g + weightDecay * w`, `buffer =
/// momentum * buffer + d` (`= d` at first), `d = d + momentum * buffer` if Nesterov, `w -=
/// learningRate * d`.
public final class SGD {
  public let parameters: [Parameter]
  public let momentum, weightDecay: Float
  public let isNesterov: Bool
  /// Whether vectors decay: batch norm's gamma and beta, and biases.
  public let decaysVectors: Bool
  /// The momentum buffers by parameter name; empty before the first step.
  public private(set) var buffers: [String: Tensor] = [:]

  public init(
    _ parameters: [Parameter], momentum: Float = 0.9, weightDecay: Float = 0,
    isNesterov: Bool = false, decaysVectors: Bool = true
  ) {
    self.parameters = parameters
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.isNesterov = isNesterov
    self.decaysVectors = decaysVectors
  }

  /// Changes each trainable parameter that has a gradient, and clears the gradient.
  public func step(learningRate: Float) {
    for parameter in parameters { update(parameter, learningRate: learningRate) }
  }

  /// Changes one parameter, if it is trainable and has a gradient, and clears the gradient: for the
  /// end of its part in `Tape.backward`.
  public func update(_ parameter: Parameter, learningRate: Float) {
    guard parameter.isTrainable else { return }
    let stored = buffers.removeValue(forKey: parameter.name)
    var buffer = stored ?? Tensor(parameter.value.shape)
    let decay = decaysVectors || parameter.value.shape.rank > 1 ? weightDecay : 0
    parameter.update { value, gradient in
      value.applySGDStep(
        gradient, buffer: &buffer, learningRate: learningRate, momentum: momentum,
        weightDecay: decay, isNesterov: isNesterov, isFirst: stored == nil)
    }
    if parameter.gradient != nil || stored != nil { buffers[parameter.name] = buffer }
    parameter.clearGradient()
  }

  /// Forgets the momentum, as the authors' code does when the learning rate drops.
  public func resetMomentum() { buffers = [:] }

  /// Continues with saved buffers.
  /// - Precondition: Each has the shape of its parameter.
  public func restore(buffers: [String: Tensor]) {
    for parameter in parameters {
      guard let buffer = buffers[parameter.name] else { continue }
      precondition(
        buffer.shape == parameter.value.shape,
        "the momentum of '\(parameter.name)' is \(buffer.shape), the parameter \(parameter.value.shape)"
      )
    }
    self.buffers = buffers
  }

  /// The L2 norm of all gradients together.
  public var gradientNorm: Float {
    Float(parameters.reduce(0.0) { $0 + ($1.gradient?.squaredNorm() ?? 0) }.squareRoot())
  }

  /// Scales all gradients so that their joint norm is at most `norm`; returns the norm before.
  @discardableResult
  public func clipGradients(toNorm norm: Float) -> Float {
    let found = gradientNorm
    if found > norm {
      for parameter in parameters { parameter.update { $1.scale(by: norm / found) } }
    }
    return found
  }
}
