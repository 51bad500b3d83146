import TensorCore

extension Variable {
  /// Inverted dropout (Srivastava et al.): zero with `probability`, else divided by `1 -
  /// probability`. The mask is a function of `seed`; it is applied where the result is read.
  public func droppedOut(probability: Float, seed: UInt64) -> Variable {
    guard probability > 0 else { return self }
    let mask = DropoutMask(count: shape.count, probability: probability, seed: seed)
    return Self.result(
      shape, of: [self], operation: DropoutOperation(input: place, mask: mask)
    ) {
      deferred.droppedOut(mask)
    }
  }
}

struct DropoutOperation: Operation {
  let input: Place
  let mask: DropoutMask

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    gradient.dropOut(mask)
    gradients.add(gradient, to: input)
  }

  func backward(_ gradient: consuming DeferredGradient, _ gradients: inout Gradients) {
    guard let slot = input.slot, let droppedOut = gradient.droppedOut(mask) else {
      return backward(gradient.run().gradient, &gradients)
    }
    gradients.add(droppedOut, to: slot)
  }
}
