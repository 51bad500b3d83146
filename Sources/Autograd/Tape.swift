import TensorCore

/// The record of a forward pass, from which `backward` computes gradients (reverse-mode
/// differentiation).
///
/// Variables carry their tape: operations on a variable without one compute values only.
public final class Tape {
  /// nil for a leaf.
  private var operations: [(any Operation)?] = []
  /// The trainable parameters of each operation.
  private var parameters: [[Parameter]] = []
  private var leafGradients: [Int: Tensor] = [:]
  private var isSpent = false

  public init() {}

  /// A value to start from: pictures (no gradient), or an input whose gradient is wanted.
  public func variable(_ value: Tensor, requiresGradient: Bool = false) -> Variable {
    guard requiresGradient else { return Variable(DeferredTensor(value), tape: self, slot: nil) }
    append(nil, parameters: [])
    return Variable(DeferredTensor(value), tape: self, slot: operations.count - 1)
  }

  /// Runs backward from each loss times its weight, and forgets the recorded operations as it goes.
  ///
  /// Parameters receive the sum of their gradients; leaves that require one, theirs.
  /// - Parameter onGradient: Called with each trainable parameter as soon as its gradient is
  ///   complete and backward no longer reads its value. An optimiser that changes the parameter and
  ///   clears the gradient here saves the memory of all gradients but one.
  /// - Precondition: Each loss is a scalar recorded on this tape, and this is the tape's first
  ///   backward.
  public func backward(
    from losses: [(loss: Variable, weight: Float)],
    onGradient: @escaping (Parameter) -> Void = { _ in }
  ) {
    precondition(!isSpent, "backward runs once: the tape forgot its operations")
    isSpent = true
    let profile = Profile.current
    profile?.enter("backward")
    let uses = ParameterUses(onLast: onGradient)
    for parameter in parameters.joined() { uses.retain(parameter) }
    var gradients = Gradients(count: operations.count, uses: uses)
    for (loss, weight) in losses {
      precondition(loss.shape.count == 1, "backward starts from a scalar, got \(loss.shape)")
      precondition(loss.tape === self, "the loss was recorded on another tape, or on none")
      gradients.add(Tensor(loss.shape, repeating: weight), to: loss.place)
    }
    for slot in operations.indices.reversed() {
      let operation = operations[slot]
      operations[slot] = nil
      if let gradient = gradients.take(slot) {
        if let operation {
          operation.backward(consume gradient, &gradients)
          profile?.mark(operation.kind, layer: operation.layer)
        } else {
          leafGradients[slot] = gradient.tensor()
        }
      }
      for parameter in parameters[slot] { uses.release(parameter) }
    }
  }

  /// Runs backward from one loss.
  public func backward(from loss: Variable, onGradient: @escaping (Parameter) -> Void = { _ in }) {
    backward(from: [(loss, 1)], onGradient: onGradient)
  }

  /// The gradient of a leaf, after `backward`.
  public func gradient(of variable: Variable) -> Tensor? {
    variable.slot.flatMap { leafGradients[$0] }
  }

  func record(_ operation: any Operation, parameters: [Parameter]) -> Int {
    append(operation, parameters: parameters.filter(\.isTrainable))
    return operations.count - 1
  }

  private func append(_ operation: (any Operation)?, parameters: [Parameter]) {
    operations.append(operation)
    self.parameters.append(parameters)
  }
}
