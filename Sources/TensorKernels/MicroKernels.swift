import CPrefetch

// The inner loops of convolutions: register tiles of a matrix product.

/// Up to 6 `rows` x 16 columns of `C = A B + addend`: A row-major with row stride `lda`, B packed
/// `[k][16]`, C and the addend, perhaps C itself, with row stride `ldc`. Of fewer than six rows the
/// last is computed again.
///
/// Every two of the `k` turns ask for the next `aheadStride` floats (at most 32) from `ahead`:
/// what comes from far away must be asked for long before, and a little at a time.
@inline(__always) func multiply6x16(
  _ k: Int, rows: Int = 6, _ a: Floats, _ lda: Int, _ b: Floats, _ c: MutableFloats, _ ldc: Int,
  addend: Floats?, ahead: Floats, aheadStride: Int
) {
  let (r1, r2, r3) = (min(1, rows - 1), min(2, rows - 1), min(3, rows - 1))
  let (r4, r5) = (min(4, rows - 1), rows - 1)
  var c00 = Lane()
  var c01 = Lane()
  var c10 = Lane()
  var c11 = Lane()
  var c20 = Lane()
  var c21 = Lane()
  var c30 = Lane()
  var c31 = Lane()
  var c40 = Lane()
  var c41 = Lane()
  var c50 = Lane()
  var c51 = Lane()
  if let addend {
    (c00, c01) = (load(addend, 0), load(addend, 8))
    (c10, c11) = (load(addend, r1 * ldc), load(addend, r1 * ldc + 8))
    (c20, c21) = (load(addend, r2 * ldc), load(addend, r2 * ldc + 8))
    (c30, c31) = (load(addend, r3 * ldc), load(addend, r3 * ldc + 8))
    (c40, c41) = (load(addend, r4 * ldc), load(addend, r4 * ldc + 8))
    (c50, c51) = (load(addend, r5 * ldc), load(addend, r5 * ldc + 8))
  }
  var (a0, a1, a2) = (a, a + r1 * lda, a + r2 * lda)
  var (a3, a4, a5) = (a + r3 * lda, a + r4 * lda, a + r5 * lda)
  var bp = b
  var next = ahead
  @inline(__always) func turn(_ i: Int) {
    let b0 = load(bp, 16 * i)
    let b1 = load(bp, 16 * i + 8)
    var x = Lane(repeating: a0[i])
    c00.addProduct(x, b0)
    c01.addProduct(x, b1)
    x = Lane(repeating: a1[i])
    c10.addProduct(x, b0)
    c11.addProduct(x, b1)
    x = Lane(repeating: a2[i])
    c20.addProduct(x, b0)
    c21.addProduct(x, b1)
    x = Lane(repeating: a3[i])
    c30.addProduct(x, b0)
    c31.addProduct(x, b1)
    x = Lane(repeating: a4[i])
    c40.addProduct(x, b0)
    c41.addProduct(x, b1)
    x = Lane(repeating: a5[i])
    c50.addProduct(x, b0)
    c51.addProduct(x, b1)
  }
  for _ in 0..<k / 2 {
    prefetch_line(next)
    if aheadStride > 16 { prefetch_line(next + 16) }
    next += aheadStride
    turn(0)
    turn(1)
    a0 += 2
    a1 += 2
    a2 += 2
    a3 += 2
    a4 += 2
    a5 += 2
    bp += 32
  }
  if k % 2 == 1 { turn(0) }
  store(c, 0, c00)
  store(c, 8, c01)
  store(c, r1 * ldc, c10)
  store(c, r1 * ldc + 8, c11)
  store(c, r2 * ldc, c20)
  store(c, r2 * ldc + 8, c21)
  store(c, r3 * ldc, c30)
  store(c, r3 * ldc + 8, c31)
  store(c, r4 * ldc, c40)
  store(c, r4 * ldc + 8, c41)
  store(c, r5 * ldc, c50)
  store(c, r5 * ldc + 8, c51)
}

/// 4 rows x 16 columns of `C = A^T B` (`+=` if `accumulate`) over `k` samples: A packed `[k][8]` (the
/// first four of each eight are used), B packed `[k][16]`.
@inline(__always) func multiplyTransposed4x16(
  _ k: Int, _ a: Floats, _ b: Floats, _ c: MutableFloats, _ ldc: Int, accumulate: Bool
) {
  var (c00, c01) = (Lane(), Lane())
  var (c10, c11) = (Lane(), Lane())
  var (c20, c21) = (Lane(), Lane())
  var (c30, c31) = (Lane(), Lane())
  if accumulate {
    (c00, c01) = (load(c, 0), load(c, 8))
    (c10, c11) = (load(c, ldc), load(c, ldc + 8))
    (c20, c21) = (load(c, 2 * ldc), load(c, 2 * ldc + 8))
    (c30, c31) = (load(c, 3 * ldc), load(c, 3 * ldc + 8))
  }
  var ap = a
  var bp = b
  for _ in 0..<k {
    let b0 = load(bp, 0)
    let b1 = load(bp, 8)
    var x = Lane(repeating: ap[0])
    c00.addProduct(x, b0)
    c01.addProduct(x, b1)
    x = Lane(repeating: ap[1])
    c10.addProduct(x, b0)
    c11.addProduct(x, b1)
    x = Lane(repeating: ap[2])
    c20.addProduct(x, b0)
    c21.addProduct(x, b1)
    x = Lane(repeating: ap[3])
    c30.addProduct(x, b0)
    c31.addProduct(x, b1)
    ap += 8
    bp += 16
  }
  store(c, 0, c00)
  store(c, 8, c01)
  store(c, ldc, c10)
  store(c, ldc + 8, c11)
  store(c, 2 * ldc, c20)
  store(c, 2 * ldc + 8, c21)
  store(c, 3 * ldc, c30)
  store(c, 3 * ldc + 8, c31)
}
