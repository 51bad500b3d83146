import TensorCore

extension Variable {
  /// Joins variables along the last axis.
  public static func concatenated(_ parts: [Variable]) -> Variable {
    result(
      Tensor.concatenated(parts.map(\.value)), of: parts,
      operation: ConcatenationOperation(parts: parts.map(\.place)))
  }
}

struct ConcatenationOperation: Operation {
  let parts: [Place]

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
