import Glibc
import TensorKernels

/// Whether the environment asks for the plain path.
let isDirectByEnvironment =
  getenv("WRN_CONVOLUTION").map { String(cString: $0) == "direct" } ?? false

extension Convolution {
  /// Output pixels per task: enough rows for a good matrix product, few enough for their windows to
  /// stay in cache.
  private func grain(_ g: WindowGeometry) -> Int { max(64, min(1024, (1 << 17) / g.windowSize)) }

  /// Whether a window is one pixel and rows of the input are the windows themselves.
  private func isPointwise(_ g: WindowGeometry) -> Bool {
    g.kernelHeight == 1 && g.kernelWidth == 1 && stride == 1 && padding == 0
  }

  func im2colOutput(
    _ g: WindowGeometry, _ input: ActivatedTensor, filter: Tensor, into output: inout Tensor,
    finish: ConvolutionFinish, reduction: OutputReduction
  ) -> ReducedOutput {
    let k = filter.shape[3]
    let grain = grain(g)
    var partial = reduction.makePartialSums(tasks: (g.rows + grain - 1) / grain, channels: k)
    input.materialized.withFloats { x in
      filter.withFloats { w in
        output.withMutableFloats { y in
          finish.withFloats(channels: k, y) { finish in
            reduction.withTaskReductions(&partial) { reduction in
              ThreadPool.current.forEachRange(g.rows, grain: grain) { rows in
                let offset = rows.lowerBound * k
                let isInPlace = finish?.residual == UnsafePointer(y)
                withColumns(g, rows, x) { columns in
                  multiply(
                    m: rows.count, n: k, k: g.windowSize, columns, lda: g.windowSize, w, ldb: k,
                    into: y + offset, ldc: k, beta: isInPlace ? 1 : 0)
                }
                finish?(rows: rows.count, channels: k, y, offset: offset, addsResidual: !isInPlace)
                reduction(rows.lowerBound / grain).add(
                  rows: rows.count, channels: k, y, offset: offset)
              }
            }
          }
        }
      }
    }
    return reduction.result(partial, channels: k)
  }

  /// Adds windows^T gradient over a number of chunks that depends on the shape only, each into its
  /// own sum.
  func addColumnFilterGradient(
    _ g: WindowGeometry, _ gradient: Tensor, input: ActivatedTensor, to total: inout Tensor
  ) {
    let k = total.shape[3]
    let count = total.count
    let blocks = (g.rows + grain(g) - 1) / grain(g)
    let chunks = max(1, min(blocks, min(8, max(2, (1 << 22) / count))))
    var partial = Tensor(uninitialized: [chunks, count])
    input.materialized.withFloats { x in
      gradient.withFloats { dy in
        partial.withMutableFloats { sums in
          ThreadPool.current.forEach(chunks) { chunk in
            let first = blocks * chunk / chunks
            for block in first..<blocks * (chunk + 1) / chunks {
              let rows = block * grain(g)..<min(g.rows, (block + 1) * grain(g))
              withColumns(g, rows, x) { columns in
                multiply(
                  m: g.windowSize, n: k, k: rows.count, columns, lda: g.windowSize,
                  transposeA: true,
                  dy + rows.lowerBound * k, ldb: k, into: sums + chunk * count, ldc: k,
                  beta: block == first ? 0 : 1)
              }
            }
          }
        }
      }
    }
    partial.withFloats { sums in
      total.withMutableFloats { target in
        ThreadPool.current.forEachRange(count, grain: elementwiseGrain) { range in
          for chunk in 0..<chunks {
            add(
              range.count, sums + chunk * count + range.lowerBound, into: target + range.lowerBound)
          }
        }
      }
    }
  }

  /// The windows of output pixels `rows`, `[rows.count, windowSize]`, on scratch memory or in
  /// place.
  private func withColumns(
    _ g: WindowGeometry, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    _ body: (UnsafePointer<Float>) -> Void
  ) {
    if isPointwise(g) { return body(x + rows.lowerBound * g.channels) }
    withScratch(rows.count * g.windowSize) { columns in
      im2col(g, rows: rows, x, columns)
      body(columns)
    }
  }

  /// One filter tap at a time: gradient times that tap's matrix, added where the tap looked. Tasks
  /// are pictures and slices of channels, so no two of them write the same place.
  func addColumnInputGradient(
    _ g: WindowGeometry, _ gradient: Tensor, filter: Tensor, to result: inout Tensor
  ) {
    let k = filter.shape[3]
    let perImage = g.outputHeight * g.outputWidth
    let slice = g.channels >= 64 ? (g.channels + 3) / 4 : g.channels
    let slices = (g.channels + slice - 1) / slice
    gradient.withFloats { dy in
      filter.withFloats { w in
        result.withMutableFloats { dx in
          ThreadPool.current.forEach(g.batch * slices) { task in
            let (image, part) = task.quotientAndRemainder(dividingBy: slices)
            let channels = part * slice..<min(g.channels, (part + 1) * slice)
            for first in Swift.stride(from: 0, to: perImage, by: 512) {
              let rows = image * perImage + first..<image * perImage + min(perImage, first + 512)
              addTaps(g, rows, channels, dy + rows.lowerBound * k, w, outputChannels: k, into: dx)
            }
          }
        }
      }
    }
  }

  private func addTaps(
    _ g: WindowGeometry, _ rows: Range<Int>, _ channels: Range<Int>, _ dy: UnsafePointer<Float>,
    _ w: UnsafePointer<Float>, outputChannels k: Int, into dx: UnsafeMutablePointer<Float>
  ) {
    withScratch(rows.count * channels.count) { product in
      for tap in 0..<g.kernelHeight * g.kernelWidth {
        multiply(
          m: rows.count, n: channels.count, k: k, dy, lda: k,
          w + (tap * g.channels + channels.lowerBound) * k, ldb: k,
          transposeB: true, into: product, ldc: channels.count)
        addTap(
          g, rows: rows, row: tap / g.kernelWidth, column: tap % g.kernelWidth, channels: channels,
          product, into: dx)
      }
    }
  }
}
