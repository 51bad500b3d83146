/// Copies what the slice's taps see from the grid's pixels `rows`, activated as it is read, to
/// `columns`: a row of `slice.count` floats for each pixel, `pitch` apart, zero outside the picture.
package func gatherTaps(
  _ g: TapGrid, _ slice: TapSlice, rows: Range<Int>, _ x: Floats, activation: ChannelActivation?,
  _ columns: MutableFloats, pitch: Int
) {
  if let read = DroppingReader(activation) {
    gather(g, slice, rows, x, read, isPlain: false, columns, pitch)
  } else if let read = ActivatingReader(activation) {
    gather(g, slice, rows, x, read, isPlain: false, columns, pitch)
  } else {
    gather(g, slice, rows, x, PlainReader(), isPlain: true, columns, pitch)
  }
}

@inline(__always) private func gather(
  _ g: TapGrid, _ slice: TapSlice, _ rows: Range<Int>, _ x: Floats, _ read: some InputReader,
  isPlain: Bool, _ columns: MutableFloats, _ pitch: Int
) {
  let (height, width, channels) = (g.source.height, g.source.width, g.source.channels)
  let (firstChannel, count) = (slice.channels.lowerBound, slice.channels.count)
  guard !g.isPointwise else {
    for row in 0..<rows.count {
      transfer(
        count, x, (rows.lowerBound + row) * channels + firstChannel, columns + row * pitch,
        firstChannel, read)
    }
    return
  }
  slice.runs.withUnsafeBufferPointer { runs in
    g.forEachPixel(rows) { row, image, i, j in
      var target = columns + row * pitch
      for run in runs {
        let y = image * height + i * g.sourceStride + run.row
        let left = j * g.sourceStride + run.column
        let first = min(run.count, max(0, -left))
        let end = max(first, min(run.count, width - left))
        if y < image * height || y >= (image + 1) * height || first == end {
          target.update(repeating: 0, count: run.count * count)
        } else {
          let source = (y * width + left + first) * channels + firstChannel
          if first > 0 { target.update(repeating: 0, count: first * count) }
          if isPlain {
            // Neighbouring taps lie side by side: only whole pixels come in runs.
            transfer((end - first) * count, x, source, target + first * count, 0, read)
          } else {
            for tap in 0..<end - first {
              transfer(
                count, x, source + tap * channels, target + (first + tap) * count, firstChannel,
                read)
            }
          }
          if end < run.count {
            (target + end * count).update(repeating: 0, count: (run.count - end) * count)
          }
        }
        target += run.count * count
      }
    }
  }
}

/// Reads `count` values from `x + source` and channel `c` on.
@inline(__always) private func transfer(
  _ count: Int, _ x: Floats, _ source: Int, _ target: MutableFloats, _ c: Int,
  _ read: some InputReader
) {
  guard count >= laneWidth else {
    for i in 0..<count { target[i] = read(scalar: x, source + i, c + i) }
    return
  }
  var i = 0
  while i + laneWidth <= count {
    store(target, i, read(x, source + i, c + i))
    i += laneWidth
  }
  if i < count {
    // The last lane overlaps the one before it.
    let last = count - laneWidth
    store(target, last, read(x, source + last, c + last))
  }
}
