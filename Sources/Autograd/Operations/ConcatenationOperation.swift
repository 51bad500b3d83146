import TensorCore

extension Variable {
  /// Joins variables along the last axis.
  public static func concatenated(_ parts: [Variable]) -> Variable {
    precondition(!parts.isEmpty, "nothing to concatenate")
    let width = parts.reduce(0) { $0 + $1.shape.channels }
    return result(
      Shape(parts[0].shape.dimensions.dropLast() + [width]), of: parts,
      operation: ConcatenationOperation(parts: parts.map(\.place))
    ) {
      DeferredTensor(Tensor.concatenated(parts.map(\.value)))
    }
  }
}

struct ConcatenationOperation: Operation {
  let parts: [Place]

  var graphOperation: GraphOperation { .concatenation }

  func backward(_ gradient: consuming Tensor, _ gradients: inout Gradients) {
    var offset = 0
    for part in parts {
      let width = part.shape.channels
      if part.requiresGradient {
        gradients.add(gradient.columns(offset..<offset + width), to: part)
      }
      offset += width
    }
  }
}
