import TensorKernels

extension Convolution {
  /// Adds the gradient of the filter to `total`.
  func addTapFilterGradient(
    _ g: WindowGeometry, _ gradient: Tensor, input: ActivatedTensor, to total: inout Tensor
  ) {
    let grid = TapGrid.output(g, outputChannels: total.shape[3])
    let count = total.count
    // Of a small filter each task sums its own pixels; a large one is itself cut to tasks.
    let chunks = count > 1 << 16 ? 1 : min(16, g.rows / 1024)
    input.withFloats { x, activation in
      gradient.withFloats { dy in
        guard chunks > 1 else {
          return total.withMutableFloats {
            addRounds(grid, 0..<g.rows, x, activation, dy, floats: 1 << 20, to: $0)
          }
        }
        var partial = Tensor([chunks, count])
        partial.withMutableFloats { sums in
          ThreadPool.current.forEach(chunks) { chunk in
            addRounds(
              grid, g.rows * chunk / chunks..<g.rows * (chunk + 1) / chunks, x, activation, dy,
              floats: 1 << 17, to: sums + chunk * count)
          }
        }
        partial.withFloats { sums in
          total.withMutableFloats { total in
            for chunk in 0..<chunks { add(count, sums + chunk * count, into: total) }
          }
        }
      }
    }
  }

  /// Pixels in rounds of about so many floats: all threads pack a round, then all multiply it, each its
  /// own part of the filter, so that nothing has to be summed afterwards.
  private func addRounds(
    _ grid: TapGrid, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    _ activation: ChannelActivation?, _ dy: UnsafePointer<Float>, floats: Int,
    to total: UnsafeMutablePointer<Float>
  ) {
    let depth = grid.depth
    let groups = (depth + laneWidth - 1) / laneWidth
    let fitting = floats / (groups * laneWidth + grid.panels * 16)
    let round = min(rows.count, max(256, min(8192, fitting / 256 * 256)))
    // Tiles of six factors; a part of a panel's is a task.
    let tiles = (depth + 5) / 6
    let parts = min(tiles, max(1, 64 / grid.panels))
    withScratch(groups * laneWidth * round, grid.panels * 16 * round) { windows, gradients in
      for first in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: round) {
        let rows = first..<min(rows.upperBound, first + round)
        packRound(grid, rows, x, activation, dy, windows, gradients, capacity: round)
        ThreadPool.current.forEach(grid.panels * parts) { task in
          let (panel, part) = task.quotientAndRemainder(dividingBy: parts)
          addFilterProduct(
            factors: tiles * part / parts * 6..<min(depth, tiles * (part + 1) / parts * 6),
            panel: panel, depth: depth, channels: grid.target.channels, rows: rows.count,
            capacity: round, windows, gradients, into: total)
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
