import COpenBLAS

/// OpenBLAS runs single-threaded inside our own tasks, or its threads and ours would fight for the
/// cores.
let oneThread: Void = openblas_set_num_threads(1)

/// `C = A B + beta C` for row-major float matrices on the calling thread: A is `[m, k]` (or `[k,
/// m]` if `transposeA`), B `[k, n]` (or `[n, k]`), C `[m, n]`; `lda`, `ldb`, `ldc` are row strides
/// as stored.
func multiply(
  m: Int, n: Int, k: Int, _ a: UnsafePointer<Float>, lda: Int, transposeA: Bool = false,
  _ b: UnsafePointer<Float>, ldb: Int, transposeB: Bool = false,
  into c: UnsafeMutablePointer<Float>, ldc: Int,
  beta: Float = 0
) {
  _ = oneThread
  cblas_sgemm(
    CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
    Int32(m),
    Int32(n), Int32(k), 1, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
}

extension Tensor {
  /// The product of two matrices, `[m, k]` and `[k, n]`; a transposed operand is stored as `[k, m]`
  /// or `[n, k]`.
  /// - Precondition: Both have two axes and the inner sizes agree.
  public func matrixProduct(
    _ other: Tensor, transposed: Bool = false, otherTransposed: Bool = false
  ) -> Tensor {
    precondition(
      shape.rank == 2 && other.shape.rank == 2,
      "matrices expected, got \(shape) and \(other.shape)")
    let m = shape[transposed ? 1 : 0]
    let n = other.shape[otherTransposed ? 0 : 1]
    var result = Tensor(uninitialized: [m, n])
    result.addMatrixProduct(
      self, other, transposed: transposed, otherTransposed: otherTransposed, replacing: true)
    return result
  }

  /// Adds the product of two matrices to this one, or replaces it.
  package mutating func addMatrixProduct(
    _ a: Tensor, _ b: Tensor, transposed: Bool = false, otherTransposed: Bool = false,
    replacing: Bool = false
  ) {
    precondition(
      a.shape.rank == 2 && b.shape.rank == 2, "matrices expected, got \(a.shape) and \(b.shape)")
    let (m, k) = transposed ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let (innerB, n) = otherTransposed ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
    precondition(
      k == innerB, "inner sizes differ: \(a.shape) (transposed \(transposed)) and \(b.shape)")
    precondition(shape == [m, n], "a product of shape [\(m), \(n)] does not fit \(shape)")
    guard m > 0, n > 0 else { return }
    guard k > 0 else {
      if replacing { self = Tensor(shape) }
      return
    }
    let (lda, ldb) = (a.shape[1], b.shape[1])
    // Cut the longer side; a wide result (a weight gradient) is cut by columns.
    let byRows = m >= n
    let grain = max(32, ((byRows ? m : n) / 8 + 15) / 16 * 16)
    a.withFloats { pa in
      b.withFloats { pb in
        withMutableFloats { pc in
          ThreadPool.current.forEachRange(byRows ? m : n, grain: grain) { range in
            let first = range.lowerBound
            let (rowOffset, columnOffset) = byRows ? (first, 0) : (0, first)
            multiply(
              m: byRows ? range.count : m, n: byRows ? n : range.count, k: k,
              pa + (transposed ? rowOffset : rowOffset * lda), lda: lda, transposeA: transposed,
              pb + (otherTransposed ? columnOffset * ldb : columnOffset), ldb: ldb,
              transposeB: otherTransposed,
              into: pc + rowOffset * n + columnOffset, ldc: n, beta: replacing ? 0 : 1)
          }
        }
      }
    }
  }
}
