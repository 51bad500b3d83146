import TensorCore

/// The gradients of a tape's variables while backward runs.
package struct Gradients {
  enum Entry {
    case computed(Tensor)
    case deferred(DeferredGradient)

    /// The gradient itself.
    consuming func tensor() -> Tensor {
      switch consume self {
      case .computed(let tensor): tensor
      case .deferred(let deferred): deferred.run().gradient
      }
    }
  }

  private var bySlot: [Entry?]
  private let uses: ParameterUses

  init(count: Int, uses: ParameterUses) {
    bySlot = Array(repeating: nil, count: count)
    self.uses = uses
  }

  /// Adds to the gradient of an input, if it needs one.
  package mutating func add(_ gradient: consuming Tensor, to input: Place) {
    guard let slot = input.slot else { return }
    precondition(
      gradient.count == input.shape.count, "gradient \(gradient.shape) of a variable \(input.shape)"
    )
    guard let entry = take(slot) else {
      bySlot[slot] = .computed(gradient)
      return
    }
    if case .deferred(var deferred) = entry, deferred.total == nil {
      deferred.total = gradient
      bySlot[slot] = .deferred(deferred)
      return
    }
    var total = entry.tensor()
    total.add(gradient)
    bySlot[slot] = .computed(total)
  }

  /// Adds the gradient of an operation's input, given its output's, to be computed when it is read.
  mutating func add(_ operation: ConvolutionOperation, of gradient: consuming Tensor) {
    guard let slot = operation.input.slot else { return }
    add(DeferredGradient(operation: operation, gradient: gradient, uses: uses), to: slot)
  }

  /// Adds a gradient that has nothing to be added to yet to that of a slot.
  mutating func add(_ gradient: consuming DeferredGradient, to slot: Int) {
    gradient.total = take(slot)?.tensor()
    bySlot[slot] = .deferred(gradient)
  }

  /// Lets `body` add to the gradient of an input in place, starting from zeros.
  package mutating func accumulate(to input: Place, _ body: (inout Tensor) -> Void) {
    guard let slot = input.slot else { return }
    var total = take(slot)?.tensor() ?? Tensor(input.shape)
    body(&total)
    bySlot[slot] = .computed(total)
  }

  /// Adds what `apply` turns `gradient` into, in place of `gradient` if nothing is there yet.
  mutating func add(
    _ gradient: consuming Tensor, to input: Place, apply: (inout Tensor) -> Void,
    addApplied: (Tensor, inout Tensor) -> Void
  ) {
    guard let slot = input.slot else { return }
    if var total = take(slot)?.tensor() {
      addApplied(gradient, &total)
      bySlot[slot] = .computed(total)
    } else {
      apply(&gradient)
      bySlot[slot] = .computed(gradient)
    }
  }

  /// Removes and returns the gradient of a slot, so that the caller holds the only reference.
  mutating func take(_ slot: Int) -> Entry? {
    let entry = bySlot[slot]
    bySlot[slot] = nil
    return entry
  }
}
