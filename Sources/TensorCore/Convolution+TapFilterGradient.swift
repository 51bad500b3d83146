import TensorKernels

extension Convolution {
  /// Adds the gradient of the filter to `total`.
  func addTapFilterGradient(
    _ g: WindowGeometry, _ gradient: Tensor, input: ActivatedTensor, to total: inout Tensor
  ) {
    let grid = TapGrid.output(g, outputChannels: total.shape[3])
    // A task takes a slice of the factors and some output channels, and of a small filter some of the
    // pixels as well, whose sums are added up afterwards.
    let groups = (grid.panels + 7) / 8
    let parts = grid.slices.count * groups
    let chunks = max(1, min((15 + parts) / parts, g.rows / 1024))
    let count = total.count
    var partial = Tensor([chunks > 1 ? chunks : 0, count])
    input.withFloats { x, activation in
      gradient.withFloats { dy in
        total.withMutableFloats { total in
          partial.withMutableFloats { partial in
            ThreadPool.current.forEach(parts * chunks) { task in
              let (part, chunk) = task.quotientAndRemainder(dividingBy: chunks)
              let (slice, group) = part.quotientAndRemainder(dividingBy: groups)
              addFilterPart(
                grid, grid.slices[slice],
                panels: grid.panels * group / groups..<grid.panels * (group + 1) / groups,
                rows: g.rows * chunk / chunks..<g.rows * (chunk + 1) / chunks, x, activation, dy,
                to: chunks > 1 ? partial + chunk * count : total)
            }
            for chunk in 0..<(chunks > 1 ? chunks : 0) {
              add(count, partial + chunk * count, into: total)
            }
          }
        }
      }
    }
  }

  /// Adds one slice's part of the gradient of some output channels' filter, summed over the pixels
  /// `rows`.
  private func addFilterPart(
    _ grid: TapGrid, _ slice: TapSlice, panels: Range<Int>, rows: Range<Int>,
    _ x: UnsafePointer<Float>, _ activation: ChannelActivation?, _ dy: UnsafePointer<Float>,
    to total: UnsafeMutablePointer<Float>
  ) {
    let (C, K) = (grid.source.channels, grid.target.channels)
    let isInPlace = grid.isPointwise && activation == nil
    // A multiple of a cache line that is not one of a page.
    let pitch = isInPlace ? C : (slice.count + 15) / 16 * 16 + 16
    let block = max(32, min(128, 8192 / pitch / 8 * 8))
    withScratch(isInPlace ? 0 : block * pitch, block * 16) { columns, edge in
      for first in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: block) {
        let end = min(rows.upperBound, first + block)
        if !isInPlace {
          gatherTaps(
            grid, slice, rows: first..<end, x, activation: activation, columns, pitch: pitch)
        }
        var upcoming = UpcomingMemory(
          rows: min(block, rows.upperBound - end),
          inputs: grid.isPointwise ? x + end * C : nil, C, outputs: (dy + end * K, nil, nil), K)
        addFilterProduct(
          slice, panels: panels, channels: K, rows: end - first,
          isInPlace ? x + first * C + slice.channels.lowerBound : UnsafePointer(columns),
          pitch: pitch, dy + first * K, edge: edge, into: total, upcoming: &upcoming)
      }
    }
  }
}
