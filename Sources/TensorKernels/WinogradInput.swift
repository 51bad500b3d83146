// The input transform of Winograd convolution, V = B^T d B for each patch: first down the
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
  var tilesPerStrip: Int {
    max(1, min(tileColumns, 8192 / (tile.outputs * tile.side * inputChannels)))
  }

  /// Floats between the rows of a strip: a multiple of a cache line that is not one of a page.
  var stripPitch: Int { inputChannels + 16 }

  /// Room for `winogradTransformInput`'s strip `[m tiles + 2][m + 2][pitch]`.
  package var stripCount: Int { (tile.outputs * tilesPerStrip + 2) * tile.side * stripPitch }
}

/// Transforms the inputs of `tiles`, activated as they are read, into V, the first tile at its start.
/// `strip` is room for `stripCount` floats.
package func winogradTransformInput(
  _ g: WinogradGeometry, tiles: Range<Int>, _ x: Floats, activation: ChannelActivation?,
  _ V: MutableFloats, _ layout: WinogradLayout, strip: MutableFloats
) {
  switch g.tile {
  case .two: WinogradF2.transformInput(g, tiles, x, activation, V, layout, strip)
  case .four: WinogradF4.transformInput(g, tiles, x, activation, V, layout, strip)
  case .six: WinogradF6.transformInput(g, tiles, x, activation, V, layout, strip)
  }
}

extension WinogradTransform {
  @inline(__always) fileprivate static func transformInput(
    _ g: WinogradGeometry, _ tiles: Range<Int>, _ x: Floats, _ activation: ChannelActivation?,
    _ V: MutableFloats, _ layout: WinogradLayout, _ strip: MutableFloats
  ) {
    if let read = DroppingReader(activation) {
      transformInput(g, tiles, x, read, V, layout, strip)
    } else if let read = ActivatingReader(activation) {
      transformInput(g, tiles, x, read, V, layout, strip)
    } else {
      transformInput(g, tiles, x, PlainReader(), V, layout, strip)
    }
  }

  @inline(__always) private static func transformInput(
    _ g: WinogradGeometry, _ tiles: Range<Int>, _ x: Floats, _ read: some InputReader,
    _ V: MutableFloats, _ layout: WinogradLayout, _ strip: MutableFloats
  ) {
    var tile = tiles.lowerBound
    while tile < tiles.upperBound {
      let (image, y, left) = g.origin(tile)
      let run = min(g.tilesPerStrip, g.tileColumns - left / outputs, tiles.upperBound - tile)
      transformColumns(
        g, x, image: image, top: y - 1, columns: left - 1..<left + outputs * run + 1, read, strip)
      for i in 0..<run {
        transformRows(
          g, strip + i * outputs * side * g.stripPitch,
          V + (tile + i - tiles.lowerBound) * layout.tileStride, layout)
      }
      tile += run
    }
  }

  /// `B^T d` of a picture's rows from `top`, for each pixel of `columns`; zero outside the picture.
  @inline(__always) private static func transformColumns(
    _ g: WinogradGeometry, _ x: Floats, image: Int, top: Int, columns: Range<Int>,
    _ read: some InputReader, _ strip: MutableFloats
  ) {
    let (C, pitch) = (g.inputChannels, g.stripPitch)
    let rowStride = g.width * C
    let isWhole = top >= 0 && top + side <= g.height
    for column in columns {
      let target = strip + (column - columns.lowerBound) * side * pitch
      guard column >= 0 && column < g.width else {
        target.update(repeating: 0, count: side * pitch)
        continue
      }
      let source = ((image * g.height + top) * g.width + column) * C
      @inline(__always) func transform(_ row: (Int, Int) -> Lane) {
        for c in stride(from: 0, to: C, by: laneWidth) {
          transformInput({ row($0, c) }) { store(target, $0 * pitch + c, $1) }
        }
      }
      if isWhole {
        transform { read(x, source + $0 * rowStride + $1, $1) }
      } else {
        transform {
          top + $0 >= 0 && top + $0 < g.height
            ? read(x, source + $0 * rowStride + $1, $1) : Lane()
        }
      }
    }
  }

  /// `(B^T d) B` of one tile, whose columns start at `strip`.
  @inline(__always) private static func transformRows(
    _ g: WinogradGeometry, _ strip: MutableFloats, _ target: MutableFloats,
    _ layout: WinogradLayout
  ) {
    let (pitch, pointStride) = (g.stripPitch, layout.pointStride)
    for c in stride(from: 0, to: g.inputChannels, by: laneWidth) {
      for i in 0..<side {
        let s = strip + i * pitch + c
        let d = target + i * side * pointStride + c / laneWidth * layout.laneStride
        transformInput({ load(s, $0 * side * pitch) }) { store(d, $0 * pointStride, $1) }
      }
    }
  }
}
