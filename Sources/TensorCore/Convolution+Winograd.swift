import TensorKernels

extension WinogradGeometry {
  /// The convolution of the input gradient: channels change places.
  var transposed: WinogradGeometry {
    WinogradGeometry(
      batch: batch, height: height, width: width, inputChannels: outputChannels,
      outputChannels: inputChannels, tile: tile)
  }

  /// Tiles per block: enough rows to pay for the filter's way through the cache, few enough for the
  /// transformed tiles to stay there. A multiple of 6, the rows of the micro-kernel.
  private var tilesPerBlock: Int {
    let fitting = (1 << 18) / (points * (inputChannels + paddedOutputChannels))
    return min(max(fitting, 24), 96) / 6 * 6
  }

  /// Whether threads share each round: where there are few blocks, or the filter must come from
  /// memory for each.
  private var isShared: Bool { tiles < 8 * tilesPerBlock || !keepsFilterInCache }

  /// Tiles in a round that threads share: what fits the last-level cache.
  private var tilesPerRound: Int {
    evenRound(limit: max(96, (3 << 21) / (points * (inputChannels + paddedOutputChannels))))
  }

  /// Tiles in a round if all are cut into the fewest rounds of about `limit`, and these evenly: a
  /// small rest would take the whole filter's way through the cache as well. A multiple of 6.
  fileprivate func evenRound(limit: Int) -> Int {
    let rounds = (max(tiles, 1) + limit - 1) / limit
    return (max(tiles, 1) + 6 * rounds - 1) / (6 * rounds) * 6
  }

  /// Tiles per task of a transform that threads share.
  private static let tilesPerPart = 6

  /// Tasks that each take sums of their own.
  fileprivate var reductionTasks: Int {
    let tilesPerTask = isShared ? Self.tilesPerPart : tilesPerBlock
    return (tiles + tilesPerTask - 1) / tilesPerTask
  }

  /// Runs a convolution block by block: each task has its own scratch memory, or all share it.
  fileprivate func forEachRound(
    _ transformInput: (Range<Int>, Rows) -> Void,
    _ multiply: (_ points: Range<Int>, _ panels: Range<Int>, Rows) -> Void,
    _ transformOutput: (Range<Int>, Rows, _ task: Int) -> Void
  ) {
    let pool = ThreadPool.current
    guard isShared else {
      return pool.forEachRange(tiles, grain: tilesPerBlock) { block in
        Rows.withScratch(self, first: block.lowerBound, count: block.count) { rows in
          transformInput(block, rows)
          multiply(0..<points, 0..<panels, rows)
          transformOutput(block, rows, block.lowerBound / tilesPerBlock)
        }
      }
    }
    // A part of a point's product is a task as well, for many threads and few tiles.
    let parts = (panels + 7) / 8
    let round = tilesPerRound
    for first in stride(from: 0, to: tiles, by: round) {
      let count = min(round, tiles - first)
      Rows.withScratch(self, first: first, count: count) { rows in
        func forEachPart(_ body: (Range<Int>) -> Void) {
          pool.forEachRange(count, grain: Self.tilesPerPart) {
            body(first + $0.lowerBound..<first + $0.upperBound)
          }
        }
        forEachPart { transformInput($0, rows) }
        pool.forEach(points * parts) { task in
          let (point, part) = task.quotientAndRemainder(dividingBy: parts)
          multiply(
            point..<point + 1, panels * part / parts..<panels * (part + 1) / parts, rows)
        }
        forEachPart { transformOutput($0, rows, $0.lowerBound / Self.tilesPerPart) }
      }
    }
  }
}

/// The transformed inputs V and outputs M of some tiles.
private struct Rows {
  let first, count: Int
  let V, M: UnsafeMutablePointer<Float>
  let vStride, mStride: Int

  static func withScratch(
    _ g: WinogradGeometry, first: Int, count: Int, _ body: (Rows) -> Void
  ) {
    let capacity = (count + 5) / 6 * 6
    let vStride = WinogradGeometry.pointStride(capacity * g.inputPitch)
    let mStride = WinogradGeometry.pointStride(capacity * g.outputPitch)
    TensorCore.withScratch(
      g.points * vStride, g.points * mStride
    ) {
      body(Rows(first: first, count: count, V: $0, M: $1, vStride: vStride, mStride: mStride))
    }
  }
}

extension Convolution {
  /// The transformed filter, for `winogradOutput`.
  func winogradFilter(_ g: WinogradGeometry, _ filter: Tensor, rotated: Bool) -> Tensor {
    var transformed = Tensor(uninitialized: [g.filterCount])
    filter.withFloats { w in
      transformed.withMutableFloats { U in
        let lanes = g.inputChannels / laneWidth
        ThreadPool.current.forEachRange(lanes, grain: max(1, lanes / 16)) {
          winogradTransformFilter(
            g, inputChannels: $0.lowerBound * laneWidth..<$0.upperBound * laneWidth, w,
            rotated: rotated, U)
        }
      }
    }
    return transformed
  }

  /// Writes the convolution of `input` with a transformed filter to `output`.
  func winogradOutput(
    _ g: WinogradGeometry, _ input: ActivatedTensor, transformedFilter: Tensor,
    into output: inout Tensor, finish: ConvolutionFinish, reduction: OutputReduction
  ) -> ReducedOutput {
    let K = g.outputChannels
    var partial = reduction.makePartialSums(tasks: g.reductionTasks, channels: K)
    input.withFloats { x, activation in
      transformedFilter.withFloats { U in
        output.withMutableFloats { y in
          finish.withFloats(channels: K, y) { finish in
            reduction.withTaskReductions(&partial) { reduction in
              g.forEachRound { tiles, rows in
                transformInput(g, tiles: tiles, x, activation, rows)
              } _: { points, panels, rows in
                winogradMultiply(
                  g, points: points, panels: panels, tiles: rows.count, rows.V,
                  vStride: rows.vStride, U, rows.M, mStride: rows.mStride)
              } _: { tiles, rows, task in
                winogradTransformOutput(
                  g, tiles: tiles,
                  rows.M + (tiles.lowerBound - rows.first) * g.outputPitch,
                  mStride: rows.mStride, y, finish: finish, reduction: reduction(task))
              }
            }
          }
        }
      }
    }
    return reduction.result(partial, channels: K)
  }

  private func transformInput(
    _ g: WinogradGeometry, tiles: Range<Int>, _ x: UnsafePointer<Float>,
    _ activation: ChannelActivation?, _ rows: Rows
  ) {
    withScratch(g.stripCount) { strip in
      winogradTransformInput(
        g, tiles: tiles, x, activation: activation,
        rows.V + (tiles.lowerBound - rows.first) * g.inputPitch,
        WinogradLayout(
          pointStride: rows.vStride, tileStride: g.inputPitch, laneStride: laneWidth),
        strip: strip)
    }
  }

  /// Tiles in rounds that fit the cache: all threads transform a round, then all multiply it, each
  /// its own points and channels.
  func addWinogradFilterGradient(
    _ g: WinogradGeometry, _ gradient: Tensor, input: ActivatedTensor, to total: inout Tensor
  ) {
    let (C, K) = (g.inputChannels, g.paddedOutputChannels)
    let points = g.points
    let round = g.evenRound(limit: min(512, max(128, (1 << 20) / (points * (C + K)))))
    let (vStride, dStride) = (
      WinogradGeometry.pointStride(round * C), WinogradGeometry.pointStride(round * K)
    )
    // A part of a point's product is a task as well, for many threads.
    let parts = (g.panels + 7) / 8
    input.withFloats { x, activation in
      gradient.withFloats { dy in
        withScratch(g.filterCount, points * vStride, points * dStride) { dU, V, D in
          for first in Swift.stride(from: 0, to: g.tiles, by: round) {
            let tiles = first..<min(g.tiles, first + round)
            ThreadPool.current.forEachRange(tiles.count, grain: 16) { part in
              let own = first + part.lowerBound..<first + part.upperBound
              withScratch(g.stripCount) { strip in
                winogradTransformInput(
                  g, tiles: own, x, activation: activation, V + part.lowerBound * laneWidth,
                  WinogradLayout(
                    pointStride: vStride, tileStride: laneWidth, laneStride: round * laneWidth),
                  strip: strip)
              }
              winogradTransformGradient(
                g, tiles: own, dy, first: part.lowerBound, capacity: round, stride: dStride, D)
            }
            ThreadPool.current.forEach(points * parts) { task in
              let (point, part) = task.quotientAndRemainder(dividingBy: parts)
              winogradAccumulateFilter(
                g, point: point, panels: g.panels * part / parts..<g.panels * (part + 1) / parts,
                tiles: tiles.count, capacity: round, V, vStride: vStride, D, dStride: dStride,
                into: dU, accumulate: first > 0)
            }
          }
          total.withMutableFloats { target in
            ThreadPool.current.forEachRange(C, grain: max(1, C / 16)) {
              winogradTransformFilterGradient(g, channels: $0, dU, into: target)
            }
          }
        }
      }
    }
  }
}
