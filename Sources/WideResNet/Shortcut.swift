import Autograd
import NeuralNet
import TensorCore

/// What stands beside a block instead of its bare input.
enum Shortcut {
  case zeroPadded(Subsampling)
  case projected(Conv2D, BatchNorm?)

  /// nil where the input itself is the shortcut.
  init?(_ builder: ParameterBuilder, _ layout: BlockLayout, names: LayerNames) {
    switch layout.shortcut {
    case .identity: return nil
    case .zeroPadded:
      // Half of the new channels on each side, as in the akamaster port. All on one side would be
      // the same network with its channels in another order.
      let added = layout.outputs - layout.inputs
      self = .zeroPadded(
        Subsampling(
          stride: layout.stride, zerosBefore: added / 2, zerosAfter: added - added / 2))
    case .projected(let convolution):
      self = .projected(
        convolution.make(builder / names.projection),
        layout.order == .post
          ? BatchNorm(builder / names.projectionNorm, channels: convolution.outputs) : nil)
    }
  }

  var batchNorms: [BatchNorm] {
    if case .projected(_, let norm?) = self { [norm] } else { [] }
  }

  func callAsFunction(_ x: Variable, _ mode: Mode) -> Variable {
    switch self {
    case .zeroPadded(let subsampling): x.subsampled(subsampling)
    case .projected(let convolution, let norm):
      norm.map { $0(convolution(x), mode) } ?? convolution(x)
    }
  }
}
