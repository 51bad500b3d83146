import Autograd
import TensorCore

/// Makes a network's parameters under a path, so that a layer's name is said where the layer is
/// built.
///
///     // The parameter is named "conv1.weight".
///     let conv1 = Conv2D(builder / "conv1", inputChannels: 3, outputChannels: 16)
public struct ParameterBuilder {
  private let store: ParameterStore
  private let path: String
  /// nil if initial values are left out.
  private let seed: UInt64?

  /// A builder at the root of `store`; each parameter's initial values depend on `seed` and its
  /// name only.
  public init(_ store: ParameterStore, seed: UInt64) {
    self.init(store: store, path: "", seed: seed)
  }

  /// A builder of parameters of any content, for a network that is loaded before it computes, or only
  /// looked at: the memory of its weights is not even touched.
  public init(uninitialized store: ParameterStore) {
    self.init(store: store, path: "", seed: nil)
  }

  private init(store: ParameterStore, path: String, seed: UInt64?) {
    self.store = store
    self.path = path
    self.seed = seed
  }

  /// The builder for `name` below this one.
  public static func / (builder: Self, name: String) -> Self {
    Self(
      store: builder.store, path: builder.path.isEmpty ? name : "\(builder.path).\(name)",
      seed: builder.seed)
  }

  /// The builder for item `index` of a list below this one.
  public static func / (builder: Self, index: Int) -> Self { builder / String(index) }

  /// A new trainable parameter.
  public func parameter(
    _ name: String, _ shape: Shape, layout: Parameter.Layout = .asStored, _ initializer: Initializer
  ) -> Parameter {
    add(name, shape, layout: layout, initializer, isBuffer: false)
  }

  /// A new buffer: saved with the network, not trained.
  public func buffer(_ name: String, _ shape: Shape, _ initializer: Initializer) -> Parameter {
    add(name, shape, layout: .asStored, initializer, isBuffer: true)
  }

  private func add(
    _ name: String, _ shape: Shape, layout: Parameter.Layout, _ initializer: Initializer,
    isBuffer: Bool
  ) -> Parameter {
    let fullName = path.isEmpty ? name : "\(path).\(name)"
    let parameter = Parameter(
      name: fullName, value: initialValue(fullName, shape, initializer), layout: layout,
      isTrainable: !isBuffer, isBuffer: isBuffer)
    store.add(parameter)
    return parameter
  }

  private func initialValue(_ name: String, _ shape: Shape, _ initializer: Initializer) -> Tensor {
    guard let seed else { return Tensor(uninitialized: shape) }
    var generator = RandomGenerator(seed: seed, stream: stableHash(name))
    return initializer.tensor(shape, using: &generator)
  }

  /// FNV-1a: `Hasher` differs from run to run.
  private func stableHash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
