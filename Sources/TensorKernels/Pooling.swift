/// Max pooling of output pixels `rows`; padding never wins. `index` receives the winner's offset in
/// the input picture batch (in floats), the first one in case of a tie, as PyTorch does.
package func maxPool(
  _ g: WindowGeometry, rows: Range<Int>, _ x: Floats, _ y: MutableFloats,
  index: UnsafeMutablePointer<Int32>?
) {
  g.forEachWindow(rows) { row, image, top, left in
    let output = (rows.lowerBound + row) * g.channels
    let (i0, i1) = (max(0, top), min(g.height, top + g.kernelHeight))
    let (j0, j1) = (max(0, left), min(g.width, left + g.kernelWidth))
    windowMaximum(
      g.channels, rows: i1 - i0, columns: j1 - j0, rowStride: g.width * g.channels, x,
      first: ((image * g.height + i0) * g.width + j0) * g.channels, y + output,
      index: index.map { $0 + output })
  }
}

/// The gradient of the input rows `rows` (of all pictures' `batch * height`) of `maxPool`: each
/// input gathers the gradients of the windows it won, in their order.
package func maxPoolBackward(
  _ g: WindowGeometry, rows: Range<Int>, gradient: Floats, index: UnsafePointer<Int32>,
  _ x: MutableFloats
) {
  for row in rows {
    let image = row / g.height
    let windowRows = g.windows(
      over: row % g.height, kernel: g.kernelHeight, count: g.outputHeight)
    for column in 0..<g.width {
      let windowColumns = g.windows(over: column, kernel: g.kernelWidth, count: g.outputWidth)
      let input = (row * g.width + column) * g.channels
      let first =
        ((image * g.outputHeight + windowRows.lowerBound) * g.outputWidth
          + windowColumns.lowerBound) * g.channels
      gatherWon(
        g.channels, rows: windowRows.count, columns: windowColumns.count,
        rowStride: g.outputWidth * g.channels, gradient, index, first: first, input: input, x)
    }
  }
}

/// `x[input + c] = sum of gradient[o] over the windows with index[o] == input + c`.
@inline(__always) private func gatherWon(
  _ channels: Int, rows: Int, columns: Int, rowStride: Int, _ gradient: Floats,
  _ index: UnsafePointer<Int32>, first: Int, input: Int, _ x: MutableFloats
) {
  forEachLane(channels) { c, width in
    if width == laneWidth {
      let own =
        SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7) &+ Int32(truncatingIfNeeded: input + c)
      var sum = Lane()
      for i in 0..<rows {
        for j in 0..<columns {
          let o = first + i * rowStride + j * channels + c
          let winner = UnsafeRawPointer(index + o).loadUnaligned(as: SIMD8<Int32>.self)
          sum += Lane().replacing(with: load(gradient, o), where: winner .== own)
        }
      }
      store(x, input + c, sum)
    } else {
      var sum: Float = 0
      for i in 0..<rows {
        for j in 0..<columns {
          let o = first + i * rowStride + j * channels + c
          if index[o] == Int32(truncatingIfNeeded: input + c) { sum += gradient[o] }
        }
      }
      x[input + c] = sum
    }
  }
}

extension WindowGeometry {
  /// The windows of one axis that cover an input coordinate; perhaps none.
  @inline(__always) fileprivate func windows(over i: Int, kernel: Int, count: Int) -> Range<Int> {
    let last = min((i + padding) / stride, count - 1)
    // The first window whose end lies beyond i.
    let first = max(0, i + padding - kernel + stride) / stride
    return first..<max(first, last + 1)
  }
}

/// Mean of output pixels `rows` over whole windows; padding counts as zero, as PyTorch's
/// `count_include_pad=True`.
package func averagePool(_ g: WindowGeometry, rows: Range<Int>, _ x: Floats, _ y: MutableFloats) {
  let scale = 1 / Float(g.kernelHeight * g.kernelWidth)
  g.forEachWindow(rows) { row, image, top, left in
    let output = y + (rows.lowerBound + row) * g.channels
    output.update(repeating: 0, count: g.channels)
    for i in max(0, top)..<min(g.height, top + g.kernelHeight) {
      for j in max(0, left)..<min(g.width, left + g.kernelWidth) {
        add(g.channels, x + ((image * g.height + i) * g.width + j) * g.channels, into: output)
      }
    }
    multiply(g.channels, output, by: scale)
  }
}

/// Adds the gradients of `averagePool`'s output pixels `rows` to the input's.
package func averagePoolBackward(
  _ g: WindowGeometry, rows: Range<Int>, gradient: Floats, into x: MutableFloats
) {
  let scale = 1 / Float(g.kernelHeight * g.kernelWidth)
  g.forEachWindow(rows) { row, image, top, left in
    let source = gradient + (rows.lowerBound + row) * g.channels
    for i in max(0, top)..<min(g.height, top + g.kernelHeight) {
      for j in max(0, left)..<min(g.width, left + g.kernelWidth) {
        let target = x + ((image * g.height + i) * g.width + j) * g.channels
        add(g.channels, source, times: scale, into: target)
      }
    }
  }
}
