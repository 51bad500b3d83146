/// The sizes of a 3x3, stride 1, padding 1 convolution cut into tiles of m x m outputs: Winograd's
/// F(m x m, 3x3) (Lavin & Gray, arXiv 1509.09308). Each tile reads (m + 2) x (m + 2) inputs and has as
/// many transformed points.
package struct WinogradGeometry: Sendable {
  package let batch, height, width: Int
  /// Multiples of 8.
  package let inputChannels, outputChannels: Int
  package let tile: WinogradTile

  package init(
    batch: Int, height: Int, width: Int, inputChannels: Int, outputChannels: Int,
    tile: WinogradTile
  ) {
    self.batch = batch
    self.height = height
    self.width = width
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.tile = tile
  }

  /// Transformed points of a tile.
  package var points: Int { tile.side * tile.side }

  package var tileRows: Int { (height + tile.outputs - 1) / tile.outputs }
  package var tileColumns: Int { (width + tile.outputs - 1) / tile.outputs }
  package var tiles: Int { batch * tileRows * tileColumns }
  /// Panels of 16 output channels; the last may be half empty.
  package var panels: Int { (outputChannels + 15) / 16 }
  /// Output channels rounded up to whole panels.
  package var paddedOutputChannels: Int { panels * 16 }

  /// Where tile `index` starts in the picture batch: image, top row, left column of its
  /// outputs.
  @inline(__always) func origin(_ index: Int) -> (image: Int, y: Int, x: Int) {
    let perImage = tileRows * tileColumns
    let (image, rest) = index.quotientAndRemainder(dividingBy: perImage)
    let (row, column) = rest.quotientAndRemainder(dividingBy: tileColumns)
    return (image, row * tile.outputs, column * tile.outputs)
  }

  // A tile's points lie `pointStride` apart. A stride of an odd number of cache lines spreads them
  // over all sets of the cache; a multiple of a page would put all into one set of 8.

  /// Floats between two points of `count` floats each.
  package static func pointStride(_ count: Int) -> Int { ((count + 15) / 16 | 1) * 16 }

  /// Floats between two tiles of transformed inputs, and of transformed outputs: the micro-kernel
  /// walks six tiles at once, which must not all fall into one set either.
  package var inputPitch: Int { inputChannels + 16 }
  package var outputPitch: Int { paddedOutputChannels + 16 }

  /// Floats between two points of the transformed filter `[points][panels][inputChannels][16]`, and of
  /// its gradient `[points][inputChannels][panels * 16]`.
  package var filterStride: Int { Self.pointStride(paddedOutputChannels * inputChannels) }

  /// Floats of the transformed filter.
  package var filterCount: Int { points * filterStride }
}
