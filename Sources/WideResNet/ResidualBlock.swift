import Autograd
import NeuralNet

/// A block of a residual network. Input `[N, H, W, inputs]`, output `[N, H / stride, W / stride,
/// outputs]` (rounded up).
protocol ResidualBlock {
  var batchNorms: [BatchNorm] { get }

  func callAsFunction(_ x: Variable, _ mode: Mode) -> Variable
}
