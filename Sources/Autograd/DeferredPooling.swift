import TensorCore

/// Regions that are not pooled yet, without a tape. A convolution that follows changes places with the
/// pooling where that is linear: see `RoIPooling.convolved`.
struct DeferredPooling {
  private let maps: [DeferredTensor]
  private let regions: [RegionOfInterest]
  private let pooling: RoIPooling
  private var filter: Parameter?
  private var bias: Tensor?
  private var relu = false

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
    defer { Profile.current?.mark(RoIPoolingOperation.kind) }
    guard let filter else { return pooling(maps.map(\.tensor), regions).output }
    let size = filter.value.shape[0]
    var first = 0
    let products = maps.map { map in
      defer { first += map.shape.channels }
      return map.tapProducts(of: filter, channels: first..<first + map.shape.channels)
    }
    Profile.current?.mark("Convolution \(size)x\(size)", layer: filter.layer)
    let norms =
      pooling.lengths == nil ? [] : maps.map { (map: $0.tensor, products: $0.cellProducts) }
    return pooling.convolved(products, size: size, norms: norms, bias: bias, relu: relu, regions)
  }

  /// The same followed by a convolution, if the two may change places.
  func convolved(with filter: Parameter, _ convolution: Convolution) -> DeferredPooling? {
    let size = filter.value.shape[0]
    guard self.filter == nil, pooling.isLinear, !ConvolutionPath.isDirect,
      size % 2 == 1, filter.value.shape[1] == size, convolution == Convolution(padding: size / 2)
    else { return nil }
    var result = self
    result.filter = filter
    return result
  }

  /// The same with a bias `[K]`; nil if no convolution came before it, or a bias or ReLU did.
  func adding(bias: Tensor) -> DeferredPooling? {
    guard filter != nil, self.bias == nil, !relu else { return nil }
    var result = self
    result.bias = bias
    return result
  }

  /// `max(output, 0)`; nil if no convolution came before it.
  func rectified() -> DeferredPooling? {
    guard filter != nil else { return nil }
    var result = self
    result.relu = true
    return result
  }
}
