import NeuralNet

/// A convolution without bias, as sizes.
package struct ConvolutionLayout: Sendable, Hashable {
  package let inputs, outputs, kernel, stride: Int

  package init(inputs: Int, outputs: Int, kernel: Int, stride: Int = 1) {
    self.inputs = inputs
    self.outputs = outputs
    self.kernel = kernel
    self.stride = stride
  }

  var weightCount: Double { Double(inputs) * Double(outputs) * Double(kernel * kernel) }

  func make(_ builder: ParameterBuilder) -> Conv2D {
    Conv2D(
      builder, inputChannels: inputs, outputChannels: outputs, kernelSize: kernel, stride: stride)
  }
}
