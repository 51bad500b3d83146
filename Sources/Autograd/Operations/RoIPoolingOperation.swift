import TensorCore

extension Variable {
  /// Pools regions of features `[N, H, W, C]` to `[R, height, width, C]`.
  public func pooled(_ regions: [RegionOfInterest], _ pooling: RoIPooling) -> Variable {
    let (output, index) = pooling.output(value, regions)
    return Self.result(
      output, of: [self],
      operation: RoIPoolingOperation(input: place, regions: regions, pooling: pooling, index: index)
    )
  }
}

struct RoIPoolingOperation: Operation {
  let input: Place
  let regions: [RegionOfInterest]
  let pooling: RoIPooling
  let index: [Int32]

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    gradients.accumulate(to: input) {
      pooling.addGradient(gradient, regions, index: index, to: &$0)
    }
  }
}
