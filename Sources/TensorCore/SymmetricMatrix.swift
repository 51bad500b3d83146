import COpenBLAS

/// A symmetric matrix of Double, gathered as a sum of squares.
package struct SymmetricMatrix: Sendable {
  package let order: Int
  /// Row after row; only the elements on and right of the diagonal count.
  private var elements: [Double]

  package init(order: Int) {
    precondition(order > 0, "a matrix of order \(order)")
    self.order = order
    elements = [Double](repeating: 0, count: order * order)
  }

  /// Adds `scale * X' X`, `X` being `[rows, order]`.
  /// - Precondition: `x` is `rows * order` long.
  package mutating func addSquare(of x: [Double], scale: Double) {
    precondition(x.count % order == 0, "\(x.count) numbers are no rows of \(order)")
    let n = order
    let rows = x.count / n
    _ = oneThread
    elements.withUnsafeMutableBufferPointer { result in
      x.withUnsafeBufferPointer { x in
        guard let result = result.baseAddress, let x = x.baseAddress else { return }
        // Each range of rows from its diagonal on.
        ThreadPool.current.forEachRange(n, grain: 192) { range in
          let first = range.lowerBound
          cblas_dgemm(
            CblasRowMajor, CblasTrans, CblasNoTrans, Int32(range.count), Int32(n - first),
            Int32(rows), scale, x + first, Int32(n), x + first, Int32(n), 1,
            result + first * (n + 1), Int32(n))
        }
      }
    }
  }

  /// The inverse square root of this matrix with `bias` added to its diagonal, `V diag(1 /
  /// sqrt(e + bias)) V'`, symmetric as well; nil if that matrix is not positive definite.
  package func inverseSquareRoot(bias: Double) -> Tensor? {
    guard let (values, vectors) = eigenvectors(), values.allSatisfy({ $0 + bias > 0 }) else {
      return nil
    }
    // Row e of `vectors` is an eigenvector: with the fourth root of its factor on either side, the
    // product is symmetric to the last bit.
    var rows = vectors
    for e in 0..<order {
      let factor = (values[e] + bias).squareRoot().squareRoot()
      for i in e * order..<(e + 1) * order { rows[i] /= factor }
    }
    var product = SymmetricMatrix(order: order)
    product.addSquare(of: rows, scale: 1)
    var result = Tensor(uninitialized: [order, order])
    result.withMutableFloats { target in
      for row in 0..<order {
        for column in row..<order {
          let value = Float(product.elements[row * order + column])
          target[row * order + column] = value
          target[column * order + row] = value
        }
      }
    }
    return result
  }

  /// The eigenvalues, ascending, and the eigenvectors, row after row; nil if LAPACK fails.
  private func eigenvectors() -> (values: [Double], vectors: [Double])? {
    var (n, stride) = (Int32(order), Int32(order))
    var (values, vectors) = ([Double](repeating: 0, count: order), elements)
    var (workSize, integerWorkSize, info): (Int32, Int32, Int32) = (-1, -1, 0)
    var (work, integerWork) = ([0.0], [Int32(0)])
    _ = oneThread
    // Rows of ours are columns of Fortran's: its lower half is the one that counts. The first call
    // asks for the sizes of the working arrays.
    for _ in 0..<2 {
      dsyevd_(
        "V", "L", &n, &vectors, &stride, &values, &work, &workSize, &integerWork, &integerWorkSize,
        &info)
      guard info == 0 else { return nil }
      if workSize < 0 {
        (workSize, integerWorkSize) = (Int32(work[0]), integerWork[0])
        work = [Double](repeating: 0, count: Int(workSize))
        integerWork = [Int32](repeating: 0, count: Int(integerWorkSize))
      }
    }
    return (values, vectors)
  }
}
