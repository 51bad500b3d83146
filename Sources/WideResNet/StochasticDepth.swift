import Autograd
import NeuralNet

/// Leaves a block out of a training step at random (Huang et al., arXiv 1603.09382): for the whole
/// batch, and without computing it. Inference scales what is beside the shortcut instead.
struct StochasticDepth {
  /// The probability with which the block takes part in a step.
  let survival: Float

  /// Block `number` of `count`, counted from 1: survival falls linearly from 1 before the first
  /// to `1 - last` at the last.
  init?(last: Float, number: Int, count: Int) {
    guard last > 0 else { return nil }
    survival = 1 - last * Float(number) / Float(count)
  }

  /// Whether the block is left out of this forward pass; draws one number in training.
  func skips(_ mode: Mode) -> Bool {
    guard case .training(let source) = mode else { return false }
    return !source.generator.chance(survival)
  }

  func callAsFunction(_ inner: Variable, _ mode: Mode) -> Variable {
    mode.isTraining ? inner : inner.scaled(by: survival)
  }
}
