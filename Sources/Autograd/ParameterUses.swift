/// How often backward will still add to the gradient of a parameter or read its value, so that an
/// optimiser may change a parameter, and free its gradient, before backward is over.
final class ParameterUses {
  private var counts: [ObjectIdentifier: Int] = [:]
  private let onLast: (Parameter) -> Void

  /// - Parameter onLast: Called with each trainable parameter after its last use.
  init(onLast: @escaping (Parameter) -> Void) { self.onLast = onLast }

  func retain(_ parameter: Parameter) { counts[ObjectIdentifier(parameter), default: 0] += 1 }

  func release(_ parameter: Parameter) {
    let left = (counts[ObjectIdentifier(parameter)] ?? 1) - 1
    counts[ObjectIdentifier(parameter)] = left
    // Backward reads frozen filters too.
    if left == 0, parameter.isTrainable { onLast(parameter) }
  }
}
