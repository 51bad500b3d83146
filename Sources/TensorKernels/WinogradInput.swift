// The input transform of Winograd convolution, V = B^T d B for each 6x6 patch: first down the
// columns of a run of tiles in one tile row, each pixel once, into a strip; then along the rows.

/// Where transformed tiles go: channel c of the tile `t` at point p to `p * pointStride + t *
/// tileStride + (c / 8) * laneStride`.
package struct WinogradLayout: Sendable {
  package let pointStride, tileStride, laneStride: Int

  package init(pointStride: Int, tileStride: Int, laneStride: Int) {
    self.pointStride = pointStride
    self.tileStride = tileStride
    self.laneStride = laneStride
  }
}

extension WinogradGeometry {
  /// Neighbouring tiles that are transformed together: their strip should stay in cache.
  var tilesPerStrip: Int { max(1, min(tileColumns, 8192 / (24 * inputChannels))) }

  /// Floats between the rows of a strip: a multiple of a cache line that is not one of a page.
  var stripPitch: Int { inputChannels + 16 }

  /// Room for `winogradTransformInput`'s strip `[4 tiles + 2][6][pitch]`.
  package var stripCount: Int { (4 * tilesPerStrip + 2) * 6 * stripPitch }
}

/// Transforms the inputs of `tiles`, activated as they are read, into V, the first tile at its start.
/// `strip` is room for `stripCount` floats.
package func winogradTransformInput(
  _ g: WinogradGeometry, tiles: Range<Int>, _ x: Floats, activation: ChannelActivation?,
  _ V: MutableFloats, _ layout: WinogradLayout, strip: MutableFloats
) {
  if let activation {
    transformInput(g, tiles: tiles, x, ActivatingReader(activation), V, layout, strip: strip)
  } else {
    transformInput(g, tiles: tiles, x, PlainReader(), V, layout, strip: strip)
  }
}

@inline(__always) private func transformInput(
  _ g: WinogradGeometry, tiles: Range<Int>, _ x: Floats, _ read: some InputReader,
  _ V: MutableFloats, _ layout: WinogradLayout, strip: MutableFloats
) {
  var tile = tiles.lowerBound
  while tile < tiles.upperBound {
    let (image, y, left) = g.origin(tile)
    let run = min(g.tilesPerStrip, g.tileColumns - left / 4, tiles.upperBound - tile)
    transformColumns(
      g, x + image * g.height * g.width * g.inputChannels, top: y - 1,
      columns: left - 1..<left + 4 * run + 1, read, strip)
    for i in 0..<run {
      transformRows(
        g, strip + i * 24 * g.stripPitch,
        V + (tile + i - tiles.lowerBound) * layout.tileStride, layout)
    }
    tile += run
  }
}

/// `B^T d` of the six rows from `top`, for each pixel of `columns`; zero outside the picture.
@inline(__always) private func transformColumns(
  _ g: WinogradGeometry, _ picture: Floats, top: Int, columns: Range<Int>, _ read: some InputReader,
  _ strip: MutableFloats
) {
  let (C, pitch) = (g.inputChannels, g.stripPitch)
  let rowStride = g.width * C
  let isWhole = top >= 0 && top + 6 <= g.height
  for column in columns {
    let target = strip + (column - columns.lowerBound) * 6 * pitch
    guard column >= 0 && column < g.width else {
      target.update(repeating: 0, count: 6 * pitch)
      continue
    }
    let source = picture + (top * g.width + column) * C
    @inline(__always) func transform(_ row: (Int, Int) -> Lane) {
      for c in stride(from: 0, to: C, by: laneWidth) {
        let t = inputTransform(row(0, c), row(1, c), row(2, c), row(3, c), row(4, c), row(5, c))
        store(target, c, t.0)
        store(target, pitch + c, t.1)
        store(target, 2 * pitch + c, t.2)
        store(target, 3 * pitch + c, t.3)
        store(target, 4 * pitch + c, t.4)
        store(target, 5 * pitch + c, t.5)
      }
    }
    if isWhole {
      transform { read(load(source, $0 * rowStride + $1), $1) }
    } else {
      transform {
        top + $0 >= 0 && top + $0 < g.height
          ? read(load(source, $0 * rowStride + $1), $1) : Lane()
      }
    }
  }
}

/// `(B^T d) B` of one tile, whose columns start at `strip`.
@inline(__always) private func transformRows(
  _ g: WinogradGeometry, _ strip: MutableFloats, _ target: MutableFloats, _ layout: WinogradLayout
) {
  let (pitch, pointStride) = (g.stripPitch, layout.pointStride)
  for c in stride(from: 0, to: g.inputChannels, by: laneWidth) {
    for i in 0..<6 {
      let s = strip + i * pitch + c
      let o = inputTransform(
        load(s, 0), load(s, 6 * pitch), load(s, 12 * pitch), load(s, 18 * pitch),
        load(s, 24 * pitch), load(s, 30 * pitch))
      let d = target + i * 6 * pointStride + c / laneWidth * layout.laneStride
      store(d, 0, o.0)
      store(d, pointStride, o.1)
      store(d, 2 * pointStride, o.2)
      store(d, 3 * pointStride, o.3)
      store(d, 4 * pointStride, o.4)
      store(d, 5 * pointStride, o.5)
    }
  }
}
