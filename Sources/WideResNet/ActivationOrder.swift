/// Where batch normalisation and ReLU stand in a residual block.
package enum ActivationOrder: Sendable, Hashable {
  /// Before each convolution (He et al., arXiv 1603.05027).
  case pre
  /// Behind each convolution, the last ReLU behind the sum (He et al., arXiv 1512.03385).
  case post

  /// The channels of the batch normalisation that belongs to a convolution.
  func normalizedChannels(_ convolution: ConvolutionLayout) -> Int {
    self == .pre ? convolution.inputs : convolution.outputs
  }
}
