import TensorCore

extension Tensor {
  /// Says where this tensor first differs from `expected` by more than `tolerance`, or nil.
  package func difference(from expected: ReferenceArray, within tolerance: Tolerance) -> String? {
    guard shape == expected.shape else { return "the shape is \(shape), not \(expected.shape)" }
    let scalars = scalars
    let wrong = scalars.indices.filter {
      !tolerance.accepts(Double(scalars[$0]), expected.values[$0])
    }
    guard let first = wrong.first else { return nil }
    return "\(wrong.count) of \(count) scalars of \(shape) differ; scalar \(first) is "
      + "\(scalars[first]), not \(expected.values[first])"
  }

  /// Says where this tensor first differs from `other` by a single bit, or nil.
  package func bitDifference(from other: Tensor) -> String? {
    guard shape == other.shape else { return "the shape is \(shape), not \(other.shape)" }
    let wrong = zip(scalars, other.scalars).enumerated().first {
      $1.0.bitPattern != $1.1.bitPattern
    }
    return wrong.map { "scalar \($0.offset) is \($0.element.0), not \($0.element.1)" }
  }
}
