import TensorCore

extension Variable {
  /// The maximum under each window.
  public func maxPooled(_ pooling: Pooling) -> Variable {
    guard tape != nil else {
      // Nothing is recorded on a tape, so nobody asks for the index.
      return Self.result(
        pooling.outputShape(shape), of: [self],
        operation: MaxPoolOperation(input: place, pooling: pooling, index: nil)
      ) {
        DeferredTensor(pooling.maximum(of: value))
      }
    }
    let (output, index) = pooling.maximumAndIndex(of: value)
    return Self.result(
      output, of: [self], operation: MaxPoolOperation(input: place, pooling: pooling, index: index))
  }

  /// The mean under each window; padding counts as zeros.
  public func averagePooled(_ pooling: Pooling) -> Variable {
    Self.result(
      pooling.outputShape(shape), of: [self],
      operation: AveragePoolOperation(input: place, pooling: pooling)
    ) {
      DeferredTensor(pooling.average(of: value))
    }
  }

  /// The mean over each picture: `[N, H, W, C]` to `[N, C]`.
  public func globallyAveraged() -> Variable {
    averagePooled(Pooling(height: shape[1], width: shape[2])).reshaped(to: [shape[0], shape[3]])
  }
}

struct MaxPoolOperation: Operation {
  let input: Place
  let pooling: Pooling
  /// Where the winners were; nil in inference.
  let index: Indices?

  var graphOperation: GraphOperation { .maxPool(pooling) }

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    guard let index else { return }
    gradients.add(
      pooling.maximumGradient(gradient, index: index, inputShape: input.shape), to: input)
  }
}

struct AveragePoolOperation: Operation {
  let input: Place
  let pooling: Pooling

  var graphOperation: GraphOperation { .averagePool(pooling) }

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    gradients.add(pooling.averageGradient(gradient, inputShape: input.shape), to: input)
  }
}
