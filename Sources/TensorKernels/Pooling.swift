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
    let start = ((image * g.height + i0) * g.width + j0) * g.channels
    forEachLane(g.channels) { c, width in
      if width == laneWidth {
        var best = load(x, start + c)
        var winner = SIMD8<Int32>(repeating: Int32(truncatingIfNeeded: start))
        for i in i0..<i1 {
          for j in j0..<j1 {
            let offset = ((image * g.height + i) * g.width + j) * g.channels
            let v = load(x, offset + c)
            let greater = v .> best
            best.replace(with: v, where: greater)
            winner.replace(with: Int32(truncatingIfNeeded: offset), where: greater)
          }
        }
        store(y, output + c, best)
        if let index {
          for lane in 0..<laneWidth { index[output + c + lane] = winner[lane] + Int32(c + lane) }
        }
      } else {
        var winner = start
        for i in i0..<i1 {
          for j in j0..<j1 {
            let offset = ((image * g.height + i) * g.width + j) * g.channels
            if x[offset + c] > x[winner + c] { winner = offset }
          }
        }
        y[output + c] = x[winner + c]
        index?[output + c] = Int32(winner + c)
      }
    }
  }
}

/// `x[index[i]] += y[i]`: sends gradients back to the winners of a maximum.
package func scatterAdd(
  _ count: Int, _ y: Floats, index: UnsafePointer<Int32>, into x: MutableFloats
) {
  for i in 0..<count { x[Int(index[i])] += y[i] }
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
