import TensorCore

/// What a node of a graph computes: all that another program needs to compute the same.
package enum GraphOperation {
  /// A convolution of `[N, H, W, C]` with a filter `[kernelHeight, kernelWidth, C, K]`.
  case convolution(Convolution, filter: Parameter)
  /// A bias `[C]`, added to each row of the last axis.
  case bias(Parameter)
  /// `gamma * (x - mean) / sqrt(variance + epsilon) + beta`, `[C]` each, rectified if `relu`.
  case batchNorm(
    BatchNormStatistics, gamma: Parameter, beta: Parameter, epsilon: Float, relu: Bool)
  /// Every scalar times a factor.
  case scale(Float)
  case relu
  /// The sum of two values of one shape.
  case add
  case maxPool(Pooling)
  /// Padding counts as zeros.
  case averagePool(Pooling)
  case subsampling(Subsampling)
  /// Joins values along the last axis.
  case concatenation
  /// The same scalars in the node's shape.
  case reshape
  /// `x W^T + b` with W `[out, in]`.
  case linear(weight: Parameter, bias: Parameter)
  /// One that no other format knows: a loss, or a part of a detector.
  case other

  /// Those of the operation, running statistics left out.
  package var parameters: [Parameter] {
    switch self {
    case .convolution(_, let filter): [filter]
    case .bias(let bias): [bias]
    case .batchNorm(_, let gamma, let beta, _, _): [gamma, beta]
    case .linear(let weight, let bias): [weight, bias]
    case .scale, .relu, .add, .maxPool, .averagePool, .subsampling, .concatenation, .reshape,
      .other:
      []
    }
  }
}
