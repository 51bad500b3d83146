/// Copies the windows of output pixels `rows` into `columns` `[rows.count, kernelHeight,
/// kernelWidth, channels]`, zero outside the picture.
package func im2col(_ g: WindowGeometry, rows: Range<Int>, _ x: Floats, _ columns: MutableFloats) {
  g.forEachWindow(rows) { row, image, y, x0 in
    var target = columns + row * g.windowSize
    for i in y..<y + g.kernelHeight {
      let left = max(0, -x0)
      let right = max(left, min(g.kernelWidth, g.width - x0))
      guard i >= 0, i < g.height, right > left else {
        target.update(repeating: 0, count: g.kernelWidth * g.channels)
        target += g.kernelWidth * g.channels
        continue
      }
      target.update(repeating: 0, count: left * g.channels)
      let source = x + ((image * g.height + i) * g.width + x0 + left) * g.channels
      (target + left * g.channels).update(from: source, count: (right - left) * g.channels)
      (target + right * g.channels).update(
        repeating: 0, count: (g.kernelWidth - right) * g.channels)
      target += g.kernelWidth * g.channels
    }
  }
}

/// Adds the gradients that output pixels `rows` send through one filter tap, `[rows.count,
/// channels]`, to the pixels that tap looked at.
package func addTap(
  _ g: WindowGeometry, rows: Range<Int>, row tapRow: Int, column tapColumn: Int,
  _ gradient: Floats, into x: MutableFloats
) {
  g.forEachWindow(rows) { row, image, top, left in
    let (i, j) = (top + tapRow, left + tapColumn)
    guard i >= 0, i < g.height, j >= 0, j < g.width else { return }
    let target = x + ((image * g.height + i) * g.width + j) * g.channels
    add(g.channels, gradient + row * g.channels, into: target)
  }
}
