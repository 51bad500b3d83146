/// A residual block as sizes: a chain of convolutions, and what stands beside it.
struct BlockLayout: Sendable, Hashable {
  enum Shortcut: Sendable, Hashable {
    /// The input itself.
    case identity
    /// The input with fewer cells and more channels, without weights.
    case zeroPadded
    /// A 1x1 convolution, with batch normalisation in post-activation networks.
    case projected(ConvolutionLayout)
  }

  let order: ActivationOrder
  let convolutions: [ConvolutionLayout]
  let shortcut: Shortcut

  /// - Parameters:
  ///   - inner: The channels between the convolutions.
  ///   - strided: Which of the convolutions has the stride.
  init(
    _ order: ActivationOrder, kernels: [Int], inputs: Int, inner: Int, outputs: Int, stride: Int,
    strided: Int, shortcut: NetworkConfiguration.Shortcut
  ) {
    self.order = order
    convolutions = kernels.indices.map { index in
      ConvolutionLayout(
        inputs: index == 0 ? inputs : inner, outputs: index == kernels.count - 1 ? outputs : inner,
        kernel: kernels[index], stride: index == strided ? stride : 1)
    }
    let changesSize = inputs != outputs || stride != 1
    self.shortcut =
      switch shortcut {
      case .zeroPadded where changesSize: .zeroPadded
      case .projected where changesSize, .alwaysProjected:
        .projected(ConvolutionLayout(inputs: inputs, outputs: outputs, kernel: 1, stride: stride))
      case .zeroPadded, .projected: .identity
      }
  }

  var inputs: Int { convolutions[0].inputs }
  var outputs: Int { convolutions[convolutions.count - 1].outputs }
  var stride: Int { convolutions.reduce(1) { $0 * $1.stride } }

  /// The number of weights with batch norm's gamma and beta.
  var weightCount: Double {
    convolutions.reduce(0) { $0 + $1.weightCount + 2 * Double(order.normalizedChannels($1)) }
      + projectionWeightCount
  }

  private var projectionWeightCount: Double {
    guard case .projected(let convolution) = shortcut else { return 0 }
    let norm = order == .post ? 2 * Double(convolution.outputs) : 0
    return convolution.weightCount + norm
  }
}
