import TensorKernels

extension Convolution {
  /// Pixels in rounds that fit the cache: all threads pack a round, then all multiply it, each its own
  /// part of the filter, so that nothing has to be summed afterwards.
  func addTapFilterGradient(
    _ g: WindowGeometry, _ gradient: Tensor, input: ActivatedTensor, to total: inout Tensor
  ) {
    let K = total.shape[3]
    let grid = TapGrid.output(g, outputChannels: K)
    let depth = grid.depth
    let groups = (depth + laneWidth - 1) / laneWidth
    let fitting = (1 << 20) / (groups * laneWidth + grid.panels * 16)
    let round = min(g.rows, max(256, min(8192, fitting / 256 * 256)))
    // Tiles of six factors; a part of a panel's is a task.
    let tiles = (depth + 5) / 6
    let parts = min(tiles, max(1, 32 / grid.panels))
    input.withFloats { x, activation in
      gradient.withFloats { dy in
        total.withMutableFloats { total in
          withScratch(groups * laneWidth * round, grid.panels * 16 * round) { windows, gradients in
            for first in Swift.stride(from: 0, to: g.rows, by: round) {
              let rows = first..<min(g.rows, first + round)
              packRound(grid, rows, x, activation, dy, windows, gradients, capacity: round)
              ThreadPool.current.forEach(grid.panels * parts) { task in
                let (panel, part) = task.quotientAndRemainder(dividingBy: parts)
                addFilterProduct(
                  factors: tiles * part / parts * 6..<min(depth, tiles * (part + 1) / parts * 6),
                  panel: panel, depth: depth, channels: K, rows: rows.count, capacity: round,
                  windows, gradients, into: total)
              }
            }
          }
        }
      }
    }
  }

  /// Packs the windows and the gradients of the output pixels `rows`.
  private func packRound(
    _ grid: TapGrid, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    _ activation: ChannelActivation?, _ dy: UnsafePointer<Float>,
    _ windows: UnsafeMutablePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, capacity: Int
  ) {
    let slice = TapSlice(whole: grid)
    let (depth, K) = (grid.depth, grid.target.channels)
    let pitch = (depth + laneWidth - 1) / laneWidth * laneWidth
    let few = 16
    ThreadPool.current.forEachRange(rows.count, grain: 4 * few) { part in
      withScratch(few * pitch) { columns in
        for first in Swift.stride(from: part.lowerBound, to: part.upperBound, by: few) {
          let count = min(few, part.upperBound - first)
          let start = rows.lowerBound + first
          gatherTaps(
            grid, slice, rows: start..<start + count, x, activation: activation, columns,
            pitch: pitch)
          packWindows(
            depth: depth, count: count, columns, pitch: pitch, first: first, capacity: capacity,
            windows)
          packGradients(
            channels: K, count: count, dy + start * K, first: first, capacity: capacity, gradients)
        }
      }
    }
  }
}
