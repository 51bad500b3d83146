import Autograd
import TensorCore

/// A two-dimensional convolution.
///
/// Input `[N, H, W, inputChannels]`, output `[N, H', W', outputChannels]`. The filter is stored as
/// `[kernelSize, kernelSize, inputChannels, outputChannels]` and saved as PyTorch's `weight`.
public struct Conv2D {
  public let weight: Parameter
  public let bias: Parameter?
  public let convolution: Convolution

  /// - Parameters:
  ///   - padding: Zeros around the input; by default those that keep the size at stride 1.
  ///   - initializer: Of the weight; by default MSRA by fan-in.
  public init(
    _ builder: ParameterBuilder, inputChannels: Int, outputChannels: Int, kernelSize: Int,
    stride: Int = 1,
    padding: Int? = nil, hasBias: Bool = false, initializer: Initializer? = nil
  ) {
    weight = builder.parameter(
      "weight", [kernelSize, kernelSize, inputChannels, outputChannels], layout: .convolutionFilter,
      initializer ?? .msra(fanIn: kernelSize * kernelSize * inputChannels))
    bias = hasBias ? builder.parameter("bias", [outputChannels], .constant(0)) : nil
    convolution = Convolution(stride: stride, padding: padding ?? kernelSize / 2)
  }

  public func callAsFunction(_ input: Variable) -> Variable {
    let output = input.convolved(with: weight, convolution)
    return bias.map(output.adding(bias:)) ?? output
  }
}
