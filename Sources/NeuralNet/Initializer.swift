import TensorCore

/// How a parameter's values start.
public enum Initializer: Sendable {
  case constant(Float)
  case normal(standardDeviation: Float)
  /// Uniform in `range`.
  case uniform(ClosedRange<Float>)

  /// He et al. (arXiv 1502.01852) for a convolution by its fan-in: normal with variance `2 / (k²
  /// C)`.
  public static func msra(fanIn: Int) -> Initializer {
    .normal(standardDeviation: (2 / Float(fanIn)).squareRoot())
  }

  /// Torch's default for linear layers: uniform within `1 / sqrt(fanIn)`.
  public static func torchLinear(fanIn: Int) -> Initializer {
    let bound = 1 / Float(fanIn).squareRoot()
    return .uniform(-bound...bound)
  }

  func tensor(_ shape: Shape, using generator: inout RandomGenerator) -> Tensor {
    switch self {
    case .constant(let value): return Tensor(shape, repeating: value)
    case .normal(let deviation):
      return Tensor(shape) { deviation * generator.normal() }
    case .uniform(let range):
      return Tensor(shape) { generator.uniform(in: range) }
    }
  }
}
