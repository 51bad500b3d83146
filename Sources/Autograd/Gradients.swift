import TensorCore

/// The gradients of a tape's variables while backward runs.
package struct Gradients {
  private var bySlot: [Tensor?]

  init(count: Int) { bySlot = Array(repeating: nil, count: count) }

  /// Adds to the gradient of an input, if it needs one.
  package mutating func add(_ gradient: consuming Tensor, to input: Place) {
    guard let slot = input.slot else { return }
    precondition(
      gradient.count == input.shape.count, "gradient \(gradient.shape) of a variable \(input.shape)"
    )
    guard var total = take(slot) else {
      bySlot[slot] = gradient
      return
    }
    total.add(gradient)
    bySlot[slot] = total
  }

  /// Lets `body` add to the gradient of an input in place, starting from zeros.
  package mutating func accumulate(to input: Place, _ body: (inout Tensor) -> Void) {
    guard let slot = input.slot else { return }
    var total = take(slot) ?? Tensor(input.shape)
    body(&total)
    bySlot[slot] = total
  }

  /// Removes and returns the gradient of a slot, so that the caller holds the only reference.
  mutating func take(_ slot: Int) -> Tensor? {
    let gradient = bySlot[slot]
    bySlot[slot] = nil
    return gradient
  }
}
