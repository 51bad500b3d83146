import TensorCore

/// A tensor that is computed when it is first read, so that what follows can still be joined to it: a
/// convolution normalises its input as it reads it, and adds a shortcut or takes statistics as it
/// writes its output. Each such step would otherwise be one more pass over memory.
final class DeferredTensor {
  private enum State {
    case computed(Tensor)
    /// `materialized` is the normalised tensor, once someone has asked for it.
    case activated(ActivatedTensor, materialized: Tensor?)
    case convolution(DeferredConvolution)
    case sum(ActivatedTensor, ActivatedTensor, relu: Bool)
    case pooling(DeferredPooling)
    /// Never computed: a network is being recorded.
    case recorded(Recorded)
  }

  let shape: Shape
  private var state: State
  /// Products of the tensor with the taps of filters, and the filters as they were then.
  private var tapProducts: [(filter: Tensor, channels: Range<Int>, products: Tensor)] = []

  private init(_ shape: Shape, _ state: State) {
    self.shape = shape
    self.state = state
  }

  convenience init(_ tensor: Tensor) { self.init(tensor.shape, .computed(tensor)) }

  convenience init(_ convolution: DeferredConvolution) {
    self.init(convolution.shape, .convolution(convolution))
  }

  convenience init(_ pooling: DeferredPooling) { self.init(pooling.shape, .pooling(pooling)) }

  convenience init(_ recorded: Recorded, _ shape: Shape) { self.init(shape, .recorded(recorded)) }

  /// The place in a graph, if this is all there is.
  var recorded: Recorded? { if case .recorded(let place) = state { place } else { nil } }

  /// The tensor itself.
  /// - Precondition: This is no recording.
  var tensor: Tensor {
    switch state {
    case .computed(let tensor): return tensor
    case .activated(_, let tensor?): return tensor
    case .activated(let activated, nil):
      let tensor = activated.materialized
      state = .activated(activated, materialized: tensor)
      return tensor
    case .convolution(let convolution): return compute(convolution.run().output)
    case .sum(let a, let b, let relu): return compute(Tensor.sum(a, b, relu: relu))
    case .pooling(let pooling): return compute(pooling.run())
    case .recorded:
      preconditionFailure("a network that is recorded has no values: one \(shape) was read")
    }
  }

  /// The tensor, with its normalisation perhaps still to be applied.
  var activated: ActivatedTensor {
    if case .activated(let activated, nil) = state { return activated }
    return ActivatedTensor(tensor)
  }

  /// What an operation keeps in order to have the tensor again in backward.
  var saved: Saved {
    switch state {
    case .computed(let tensor): .kept(ActivatedTensor(tensor))
    case .activated(let activated, _): .kept(activated)
    case .convolution, .sum, .pooling, .recorded: .deferred { self.tensor }
    }
  }

  /// The mean and variance of each channel, taken while a convolution writes its output if possible.
  func moments() -> ChannelMoments {
    if case .convolution(let convolution) = state {
      let (output, sums) = convolution.run(reduction: .moments)
      _ = compute(output)
      if case .moments(let moments) = sums { return moments }
    }
    return BatchNormalization.moments(of: tensor)
  }

  /// The tensor normalised; folded into a convolution that has not run yet if `isFolded`.
  func normalized(_ activation: Activation, isFolded: Bool) -> DeferredTensor {
    if isFolded, case .convolution(let convolution) = state,
      let folded = convolution.normalized(activation)
    {
      return DeferredTensor(folded)
    }
    return DeferredTensor(shape, .activated(ActivatedTensor(tensor, activation), materialized: nil))
  }

  /// The tensor after dropout.
  func droppedOut(_ mask: DropoutMask) -> DeferredTensor {
    guard case .activated(let activated, _) = state else {
      return DeferredTensor(
        shape, .activated(ActivatedTensor(tensor).droppedOut(mask), materialized: nil))
    }
    return DeferredTensor(shape, .activated(activated.droppedOut(mask), materialized: nil))
  }

  /// The tensor with a bias `[C]` added to each row of the last axis.
  func adding(bias: Tensor) -> DeferredTensor {
    if case .convolution(let convolution) = state, let sum = convolution.adding(bias: bias) {
      return DeferredTensor(sum)
    }
    if case .pooling(let pooling) = state, let sum = pooling.adding(bias: bias) {
      return DeferredTensor(sum)
    }
    var sum = tensor
    sum.addRow(bias)
    return DeferredTensor(sum)
  }

  /// The convolution of regions that are not pooled yet, if it may come first.
  func convolvedFirst(with filter: Parameter, _ convolution: Convolution) -> DeferredTensor? {
    guard case .pooling(let pooling) = state else { return nil }
    return pooling.convolved(with: filter, convolution).map { DeferredTensor($0) }
  }

  /// What each tap of a filter `[height, width, C, K]` makes of the tensor with its channels `channels`,
  /// `[N, H, W, height * width * K]`. It is computed once: many regions are pooled from a picture's maps,
  /// a few hundred at a time.
  func tapProducts(of filter: Parameter, channels: Range<Int>) -> Tensor {
    let value = filter.value
    if let known = tapProducts.first(where: {
      $0.filter.sharesMemory(with: value) && $0.channels == channels
    }) {
      return known.products
    }
    let products = Convolution().output(tensor, filter: value.tapsSideBySide(channels))
    tapProducts.append((value, channels, products))
    return products
  }

  /// `RoIPooling.cellProducts` of the tensor, computed once.
  private(set) lazy var cellProducts = RoIPooling.cellProducts(of: tensor)

  /// The sum of two tensors of one shape.
  static func + (a: DeferredTensor, b: DeferredTensor) -> DeferredTensor {
    precondition(a.shape == b.shape, "cannot add shapes \(a.shape) and \(b.shape)")
    if case .convolution(let convolution) = a.state, let sum = convolution.adding(b) {
      return DeferredTensor(sum)
    }
    if case .convolution(let convolution) = b.state, let sum = convolution.adding(a) {
      return DeferredTensor(sum)
    }
    return DeferredTensor(a.shape, .sum(a.activated, b.activated, relu: false))
  }

  /// `max(x, 0)`.
  func relu() -> DeferredTensor {
    switch state {
    case .convolution(let convolution): DeferredTensor(convolution.rectified())
    case .sum(let a, let b, _): DeferredTensor(shape, .sum(a, b, relu: true))
    case .pooling(let pooling):
      pooling.rectified().map { DeferredTensor($0) } ?? DeferredTensor(tensor.relu())
    default: DeferredTensor(tensor.relu())
    }
  }

  private func compute(_ tensor: Tensor) -> Tensor {
    state = .computed(tensor)
    return tensor
  }
}
