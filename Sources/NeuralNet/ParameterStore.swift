import Autograd

/// All parameters and buffers of a network, in the order they were built.
public final class ParameterStore {
  public private(set) var all: [Parameter] = []
  private var names: Set<String> = []

  public init() {}

  /// The parameters that the optimiser changes.
  public var trainable: [Parameter] { all.filter(\.isTrainable) }

  /// The number of scalars in weights, running statistics excluded: what papers count.
  public var weightCount: Int {
    all.lazy.filter { !$0.isBuffer }.reduce(0) { $0 + $1.value.count }
  }

  /// - Precondition: No parameter of that name exists.
  func add(_ parameter: Parameter) {
    precondition(
      names.insert(parameter.name).inserted, "two parameters are named '\(parameter.name)'")
    all.append(parameter)
  }
}
