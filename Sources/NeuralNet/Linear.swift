import Autograd
import TensorCore

/// A fully connected layer: `[N, inputs]` to `[N, outputs]`, with the weight stored as `[outputs,
/// inputs]`.
public struct Linear {
  public let weight, bias: Parameter

  /// - Parameter initializer: Of the weight; by default torch's, uniform within `1 / sqrt(inputs)`.
  ///   The bias starts at 0.
  public init(
    _ builder: ParameterBuilder, inputs: Int, outputs: Int, initializer: Initializer? = nil
  ) {
    weight = builder.parameter(
      "weight", [outputs, inputs], initializer ?? .torchLinear(fanIn: inputs))
    bias = builder.parameter("bias", [outputs], .constant(0))
  }

  public func callAsFunction(_ input: Variable) -> Variable {
    input.linear(weight: weight, bias: bias)
  }
}
