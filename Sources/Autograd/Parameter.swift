import TensorCore

/// A named tensor that training changes, with its gradient, or a buffer.
public final class Parameter {
  /// How the scalars are stored here and in files, which follow PyTorch.
  public enum Layout: Sendable {
    /// The same in both: vectors, and matrices `[out, in]`.
    case asStored
    /// A convolution filter: `[kernelHeight, kernelWidth, in, out]` here, `[out, in, kernelHeight,
    /// kernelWidth]` in files.
    case convolutionFilter
  }

  /// The full path, such as `layer1.0.conv1.weight`.
  public let name: String
  /// The path of the layer it belongs to, such as `layer1.0.conv1`.
  package var layer: String { name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name }
  public let layout: Layout
  public var value: Tensor {
    didSet {
      preparedFilter = nil
      packedWeight = nil
    }
  }
  /// What a convolution made of the value; nil after each change.
  private var preparedFilter: PreparedFilter?
  /// The value as the weight of a linear layer, packed; nil after each change.
  private var packedWeight: PackedWeight?
  /// The sum of gradients since `clearGradient`; nil before the first.
  public private(set) var gradient: Tensor?
  /// Whether the operations compute a gradient and the optimiser changes the value.
  public var isTrainable: Bool
  /// Whether it is saved with the network and never trained: running statistics.
  public let isBuffer: Bool

  public init(
    name: String, value: Tensor, layout: Layout = .asStored, isTrainable: Bool = true,
    isBuffer: Bool = false
  ) {
    self.name = name
    self.value = value
    self.layout = layout
    self.isTrainable = isTrainable
    self.isBuffer = isBuffer
  }

  /// What `convolution` computes of this filter for inputs like `input`, once for each value.
  func prepared(for convolution: Convolution, input: Shape) -> PreparedFilter {
    var prepared = preparedFilter ?? PreparedFilter()
    convolution.prepare(value, input: input, &prepared)
    preparedFilter = prepared
    return prepared
  }

  /// The value `[outputs, inputs]` packed for the products of a linear layer, once for each value.
  var packed: PackedWeight {
    let packed = packedWeight ?? PackedWeight(value)
    packedWeight = packed
    return packed
  }

  /// Lets `body` add to the gradient.
  package func accumulate(_ body: (inout Tensor) -> Void) {
    var total = gradient ?? Tensor(value.shape)
    gradient = nil  // so that `total` is the only reference and is changed in place
    body(&total)
    gradient = total
  }

  public func clearGradient() { gradient = nil }

  /// Lets `body` change the value and the gradient in place.
  package func update(_ body: (inout Tensor, inout Tensor) -> Void) {
    guard var gradient else { return }
    self.gradient = nil
    body(&value, &gradient)
    self.gradient = gradient
  }
}
