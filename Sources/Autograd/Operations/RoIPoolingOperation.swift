import TensorCore

extension Variable {
  /// Pools regions of maps `[N, H, W, C]` of the same pictures to `[R, height, width, sum of C]`.
  public static func pooled(
    _ maps: [Variable], _ regions: [RegionOfInterest], _ pooling: RoIPooling
  ) -> Variable {
    guard maps.contains(where: { $0.tape != nil }) else {
      return Variable(
        DeferredTensor(DeferredPooling(maps.map(\.deferred), regions, pooling)), tape: nil,
        slot: nil)
    }
    let pooled = pooling(maps.map(\.value), regions)
    return result(
      pooled.output, of: maps,
      operation: RoIPoolingOperation(
        maps: maps.map(\.place), regions: regions, pooling: pooling, pooled: pooled))
  }
}

struct RoIPoolingOperation: Operation {
  let maps: [Place]
  let regions: [RegionOfInterest]
  let pooling: RoIPooling
  let pooled: PooledRegions

  static let kind = "RoIPooling"
  var kind: String { Self.kind }

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    let shapes = maps.map(\.shape)
    let gradient = pooling.gradient(gradient, of: pooled, maps: shapes)
    for (m, map) in maps.enumerated() {
      gradients.accumulate(to: map) {
        pooling.addGradient(gradient, of: pooled, regions, maps: shapes, map: m, to: &$0)
      }
    }
  }
}
