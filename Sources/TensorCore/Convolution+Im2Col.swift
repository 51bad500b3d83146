import Glibc
import TensorKernels

/// Whether the environment asks for the plain path.
let isDirectByEnvironment =
  getenv("WRN_CONVOLUTION").map { String(cString: $0) == "direct" } ?? false

// The plain path: every window is written out, and OpenBLAS multiplies. It serves all shapes, and is
// what the fast paths are checked against.
extension Convolution {
  /// Output pixels whose windows stay in cache.
  private func grain(_ g: WindowGeometry) -> Int { max(64, min(1024, (1 << 17) / g.windowSize)) }

  func im2colOutput(
    _ g: WindowGeometry, _ input: ActivatedTensor, filter: Tensor, into output: inout Tensor,
    finish: ConvolutionFinish, reduction: OutputReduction
  ) -> ReducedOutput {
    let k = filter.shape[3]
    withFloats(input.materialized, filter) { x, w in
      output.withMutableFloats { y in
        finish.withFloats(channels: k, y) { finish in
          ThreadPool.current.forEachRange(g.rows, grain: grain(g)) { rows in
            let offset = rows.lowerBound * k
            withColumns(g, rows, x) { columns in
              multiply(
                m: rows.count, n: k, k: g.windowSize, columns, lda: g.windowSize, w, ldb: k,
                into: y + offset, ldc: k)
            }
            finish?(rows: rows.count, channels: k, y, offset: offset)
          }
        }
      }
    }
    return reduction.result(of: output)
  }

  /// Adds windows^T gradient to `total`.
  func addColumnFilterGradient(
    _ g: WindowGeometry, _ gradient: Tensor, input: ActivatedTensor, to total: inout Tensor
  ) {
    let k = total.shape[3]
    withFloats(input.materialized, gradient) { x, dy in
      total.withMutableFloats { sum in
        for first in Swift.stride(from: 0, to: g.rows, by: grain(g)) {
          let rows = first..<min(g.rows, first + grain(g))
          withColumns(g, rows, x) { columns in
            multiply(
              m: g.windowSize, n: k, k: rows.count, columns, lda: g.windowSize, transposeA: true,
              dy + first * k, ldb: k, into: sum, ldc: k, beta: 1)
          }
        }
      }
    }
  }

  /// The windows of output pixels `rows`, `[rows.count, windowSize]`.
  private func withColumns(
    _ g: WindowGeometry, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    _ body: (UnsafePointer<Float>) -> Void
  ) {
    withScratch(rows.count * g.windowSize) { columns in
      im2col(g, rows: rows, x, columns)
      body(columns)
    }
  }

  /// Adds, one filter tap at a time, gradient times that tap's matrix to where the tap looked.
  func addColumnInputGradient(
    _ g: WindowGeometry, _ gradient: Tensor, filter: Tensor, to result: inout Tensor
  ) {
    let k = filter.shape[3]
    let rows = g.outputHeight * g.outputWidth
    withFloats(gradient, filter) { dy, w in
      result.withMutableFloats { dx in
        ThreadPool.current.forEach(g.batch) { image in
          withScratch(rows * g.channels) { product in
            for tap in 0..<g.kernelHeight * g.kernelWidth {
              multiply(
                m: rows, n: g.channels, k: k, dy + image * rows * k, lda: k,
                w + tap * g.channels * k, ldb: k, transposeB: true, into: product,
                ldc: g.channels)
              addTap(
                g, rows: image * rows..<(image + 1) * rows, row: tap / g.kernelWidth,
                column: tap % g.kernelWidth, product, into: dx)
            }
          }
        }
      }
    }
  }
}
