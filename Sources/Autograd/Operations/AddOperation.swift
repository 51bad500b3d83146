import TensorCore

extension Variable {
  /// The elementwise sum of two variables of one shape.
  public static func + (a: Variable, b: Variable) -> Variable {
    result(a.shape, of: [a, b], operation: AddOperation(a: a.place, b: b.place)) {
      a.deferred + b.deferred
    }
  }
}

struct AddOperation: Operation {
  let a, b: Place

  var graphOperation: GraphOperation { .add }

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    gradients.add(copy gradient, to: a)
    gradients.add(gradient, to: b)
  }
}
