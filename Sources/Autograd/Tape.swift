import TensorCore

/// The record of a forward pass, from which `backward` computes gradients (reverse-mode
/// differentiation).
///
/// Variables carry their tape: operations on a variable without one compute values only.
public final class Tape {
  /// nil for a leaf.
  private var operations: [(any Operation)?] = []
  private var leafGradients: [Int: Tensor] = [:]
  private var isSpent = false

  public init() {}

  /// A value to start from: pictures (no gradient), or an input whose gradient is wanted.
  public func variable(_ value: Tensor, requiresGradient: Bool = false) -> Variable {
    guard requiresGradient else { return Variable(DeferredTensor(value), tape: self, slot: nil) }
    operations.append(nil)
    return Variable(DeferredTensor(value), tape: self, slot: operations.count - 1)
  }

  /// Runs backward from each loss times its weight, and forgets the recorded operations as it goes.
  ///
  /// Parameters receive the sum of their gradients; leaves that require one, theirs.
  /// - Precondition: Each loss is a scalar recorded on this tape, and this is the tape's first
  ///   backward.
  public func backward(from losses: [(loss: Variable, weight: Float)]) {
    precondition(!isSpent, "backward runs once: the tape forgot its operations")
    isSpent = true
    let profile = Profile.current
    profile?.enter("backward")
    var gradients = Gradients(count: operations.count)
    for (loss, weight) in losses {
      precondition(loss.shape.count == 1, "backward starts from a scalar, got \(loss.shape)")
      precondition(loss.tape === self, "the loss was recorded on another tape, or on none")
      gradients.add(Tensor(loss.shape, repeating: weight), to: loss.place)
    }
    for slot in operations.indices.reversed() {
      guard let gradient = gradients.take(slot) else {
        operations[slot] = nil
        continue
      }
      guard let operation = operations[slot] else {
        leafGradients[slot] = gradient.tensor()
        continue
      }
      operations[slot] = nil
      operation.backward(consume gradient, &gradients)
      profile?.mark(operation.kind, layer: operation.layer)
    }
  }

  /// Runs backward from one loss.
  public func backward(from loss: Variable) { backward(from: [(loss, 1)]) }

  /// The gradient of a leaf, after `backward`.
  public func gradient(of variable: Variable) -> Tensor? {
    variable.slot.flatMap { leafGradients[$0] }
  }

  func record(_ operation: any Operation) -> Int {
    operations.append(operation)
    return operations.count - 1
  }
}
