/// A grid of target pixels, each the sum over filter taps of a source pixel times that tap's matrix.
///
/// The output of a convolution is one such grid. The gradient of its input is one for each offset
/// from a multiple of the stride: those pixels share their taps, so that none is multiplied in vain.
package struct TapGrid: Sendable {
  /// The size of each picture of a batch.
  package struct Extent: Sendable {
    package let height, width, channels: Int
  }

  /// A place in the filter, and where it looks from `sourceStride` times a pixel's place in the grid.
  struct Tap: Sendable {
    let index, row, column: Int
  }

  package let batch: Int
  package let source, target: Extent
  let sourceStride: Int
  /// The grid takes every `targetStride`-th pixel from this row and column.
  let targetStride, firstRow, firstColumn: Int
  let taps: [Tap]
  /// The products that make up a pixel, in parts that fit the first-level cache.
  package private(set) var slices: [TapSlice] = []

  private init(
    batch: Int, source: Extent, sourceStride: Int, target: Extent, targetStride: Int = 1,
    firstRow: Int = 0, firstColumn: Int = 0, taps: [Tap]
  ) {
    self.batch = batch
    self.source = source
    self.sourceStride = sourceStride
    self.target = target
    self.targetStride = targetStride
    self.firstRow = firstRow
    self.firstColumn = firstColumn
    self.taps = taps
  }

  private var height: Int { (target.height - firstRow + targetStride - 1) / targetStride }
  private var width: Int { (target.width - firstColumn + targetStride - 1) / targetStride }
  /// The number of pixels in the grid.
  package var rows: Int { batch * height * width }
  /// Whether the grid is all of the target.
  package var isWhole: Bool { targetStride == 1 }
  /// Whether each pixel is the product of the source's pixel at the same place: a 1x1 convolution
  /// with stride 1.
  package var isPointwise: Bool {
    isWhole && sourceStride == 1 && taps.count == 1 && taps[0].row == 0 && taps[0].column == 0
  }
  /// The output channels in panels of 16.
  package var panels: Int { (target.channels + 15) / 16 }
  /// The factors that make up a pixel.
  package var depth: Int { taps.count * source.channels }

  /// The grid of a convolution's output.
  package static func output(_ g: WindowGeometry, outputChannels: Int) -> TapGrid {
    var grid = TapGrid(
      batch: g.batch, source: Extent(height: g.height, width: g.width, channels: g.channels),
      sourceStride: g.stride,
      target: Extent(height: g.outputHeight, width: g.outputWidth, channels: outputChannels),
      taps: (0..<g.kernelHeight * g.kernelWidth).map {
        Tap(
          index: $0, row: $0 / g.kernelWidth - g.padding, column: $0 % g.kernelWidth - g.padding)
      })
    grid.slices = TapSlice.slices(of: grid, from: 0)
    return grid
  }

  /// The grids of the gradient of a convolution's input, those with most work first. Their slices
  /// follow one another in the filter as `TapFilter` packs it.
  package static func inputGradient(_ g: WindowGeometry, outputChannels: Int) -> [TapGrid] {
    // Taps that look at a place `offset` from a multiple of the stride, and at which multiple.
    func taps(_ offset: Int, _ size: Int) -> [(tap: Int, place: Int)] {
      (0..<size).filter { (offset + g.padding - $0) % g.stride == 0 }
        .map { ($0, (offset + g.padding - $0) / g.stride) }
    }
    var grids: [TapGrid] = []
    for row in 0..<min(g.stride, g.height) {
      for column in 0..<min(g.stride, g.width) {
        grids.append(
          TapGrid(
            batch: g.batch,
            source: Extent(height: g.outputHeight, width: g.outputWidth, channels: outputChannels),
            sourceStride: 1,
            target: Extent(height: g.height, width: g.width, channels: g.channels),
            targetStride: g.stride, firstRow: row, firstColumn: column,
            taps: taps(row, g.kernelHeight).flatMap { i in
              taps(column, g.kernelWidth).map { j in
                Tap(index: i.tap * g.kernelWidth + j.tap, row: i.place, column: j.place)
              }
            }))
      }
    }
    grids.sort { $0.taps.count > $1.taps.count }
    var position = 0
    for i in grids.indices {
      grids[i].slices = TapSlice.slices(of: grids[i], from: position)
      position += grids[i].depth
    }
    return grids
  }

  /// The grid's pixels as `body(row - rows.lowerBound, image, y, x)`.
  @inline(__always) func forEachPixel(
    _ rows: Range<Int>, _ body: (_ row: Int, _ image: Int, _ y: Int, _ x: Int) -> Void
  ) {
    TensorKernels.forEachPixel(rows, height: height, width: width, body)
  }
}

/// Some taps and source channels of a `TapGrid`.
package struct TapSlice: Sendable {
  /// Taps next to each other in a row of the source.
  struct Run: Sendable {
    let row, column: Int
    var count: Int
  }

  let runs: [Run]
  package let channels: Range<Int>
  /// Where its factors start in a panel of the packed filter, and in a filter's gradient.
  package let position: Int
  /// The number of factors.
  package let count: Int

  /// Factors that keep a panel of the filter (12 KB) and six rows in the first-level cache.
  private static let deepest = 192

  private init(_ taps: ArraySlice<TapGrid.Tap>, channels: Range<Int>, position: Int) {
    var runs: [Run] = []
    for tap in taps {
      if let last = runs.last, last.row == tap.row, last.column + last.count == tap.column {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(Run(row: tap.row, column: tap.column, count: 1))
      }
    }
    self.runs = runs
    self.channels = channels
    self.position = position
    count = taps.count * channels.count
  }

  /// Equal parts: of one tap's channels if there are many of them, else of the taps.
  fileprivate static func slices(of grid: TapGrid, from start: Int) -> [TapSlice] {
    let (taps, channels) = (grid.taps, grid.source.channels)
    let parts = max(1, (channels + deepest - 1) / deepest)
    let width = parts == 1 ? channels : ((channels + parts - 1) / parts + 7) / 8 * 8
    let fitting = max(1, deepest / max(1, channels))
    let groups = (taps.count + fitting - 1) / fitting
    let tapsPerSlice = parts == 1 ? (taps.count + groups - 1) / max(1, groups) : 1
    var slices: [TapSlice] = []
    for tap in stride(from: 0, to: taps.count, by: max(1, tapsPerSlice)) {
      for c in stride(from: 0, to: channels, by: width) {
        slices.append(
          TapSlice(
            taps[tap..<min(taps.count, tap + tapsPerSlice)],
            channels: c..<min(channels, c + width), position: start + tap * channels + c))
      }
    }
    return slices
  }
}
