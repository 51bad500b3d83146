import TensorCore

/// Regions that are not pooled yet, without a tape. A 1x1 convolution that follows changes places with
/// the pooling where that is linear: see `RoIPooling.pooled(_:narrowed:products:bias:_:)`.
struct DeferredPooling {
  private let maps: [DeferredTensor]
  private let regions: [RegionOfInterest]
  private let pooling: RoIPooling
  private var filter: Parameter?
  private var bias: Tensor?

  init(_ maps: [DeferredTensor], _ regions: [RegionOfInterest], _ pooling: RoIPooling) {
    self.maps = maps
    self.regions = regions
    self.pooling = pooling
  }

  var shape: Shape {
    let channels = filter?.value.shape.channels ?? maps.reduce(0) { $0 + $1.shape.channels }
    return [regions.count, pooling.height, pooling.width, channels]
  }

  func run() -> Tensor {
    let values = maps.map(\.tensor)
    guard let filter else {
      let result = pooling(values, regions).output
      Profile.current?.mark(RoIPoolingOperation.kind)
      return result
    }
    var first = 0
    let narrowed = maps.map { map in
      defer { first += map.shape.channels }
      return map.narrowed(by: filter, rows: first..<first + map.shape.channels)
    }
    Profile.current?.mark("Convolution 1x1", layer: filter.layer)
    let products = pooling.lengths == nil ? [] : maps.map(\.cellProducts)
    let result = pooling.pooled(
      values, narrowed: narrowed, products: products, bias: bias, regions)
    Profile.current?.mark(RoIPoolingOperation.kind)
    return result
  }

  /// The same followed by a convolution, if the two may change places.
  func convolved(with filter: Parameter, _ convolution: Convolution) -> DeferredPooling? {
    let shape = filter.value.shape
    guard self.filter == nil, pooling.isLinear, !ConvolutionPath.isDirect,
      convolution == Convolution(), shape[0] == 1, shape[1] == 1
    else { return nil }
    var result = self
    result.filter = filter
    return result
  }

  /// The same with a bias `[K]`, after a convolution.
  func adding(bias: Tensor) -> DeferredPooling? {
    guard filter != nil, self.bias == nil else { return nil }
    var result = self
    result.bias = bias
    return result
  }
}
