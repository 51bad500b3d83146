import TensorCore

/// A dense array of Double in row-major order, for plain references.
package struct ReferenceArray: Sendable {
  package let shape: Shape
  package var values: [Double]

  package init(_ shape: Shape, _ values: [Double]) {
    precondition(values.count == shape.count, "\(values.count) values for \(shape)")
    self.shape = shape
    self.values = values
  }

  package init(_ shape: Shape, repeating value: Double = 0) {
    self.init(shape, Array(repeating: value, count: shape.count))
  }

  package init(_ tensor: Tensor) { self.init(tensor.shape, tensor.scalars.map(Double.init)) }

  /// A single value, of the shape of a loss.
  package init(scalar: Double) { self.init([], [scalar]) }

  package var count: Int { values.count }

  /// The values rounded to float32.
  package var tensor: Tensor { Tensor(values.map { Float($0) }, shape: shape) }

  package func reshaped(to shape: Shape) -> ReferenceArray { ReferenceArray(shape, values) }

  package func map(_ transform: (Double) -> Double) -> ReferenceArray {
    ReferenceArray(shape, values.map(transform))
  }

  /// The value at row `i`, column `j` of `[..., C]`.
  package subscript(i: Int, j: Int) -> Double {
    get { values[i * shape.channels + j] }
    set { values[i * shape.channels + j] = newValue }
  }

  /// The value at `[n, y, x, c]`.
  package subscript(n: Int, y: Int, x: Int, c: Int) -> Double {
    get { values[offset(n, y, x, c)] }
    set { values[offset(n, y, x, c)] = newValue }
  }

  private func offset(_ n: Int, _ y: Int, _ x: Int, _ c: Int) -> Int {
    let d = shape.dimensions
    return ((n * d[1] + y) * d[2] + x) * d[3] + c
  }
}
