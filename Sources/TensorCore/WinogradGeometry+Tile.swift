import TensorKernels

extension WinogradGeometry {
  /// The same convolution with other tiles.
  private func cut(into tile: WinogradTile) -> WinogradGeometry {
    WinogradGeometry(
      batch: batch, height: height, width: width, inputChannels: inputChannels,
      outputChannels: outputChannels, tile: tile)
  }

  /// Whether the transformed filter stays in the last-level cache: 32 MB.
  var keepsFilterInCache: Bool { filterCount <= 1 << 23 }

  /// The same convolution with the tiles that are fastest once the filter is transformed.
  ///
  /// Larger tiles need fewer multiplications for each output, smaller ones waste fewer at the borders
  /// and have a smaller filter, which decides where there are few tiles. F(6x6, 3x3) only serves where
  /// its filter, seven times the original, stays in cache: beyond, it saves a tenth of the time for
  /// twice the memory.
  var withFastestTile: WinogradGeometry {
    if let tile = ConvolutionPath.winogradTile { return cut(into: tile) }
    return WinogradTile.allCases.map(cut).filter { $0.tile != .six || $0.keepsFilterInCache }
      .min { $0.cost < $1.cost } ?? self
  }

  /// An estimate of the time, found by measurement: the product takes six tiles at once, and at least
  /// the time of 14 for the filter to come from memory; the transforms take longer for each point the
  /// larger the tile.
  private var cost: Int { points * (28 + tile.side) * max(14, (tiles + 5) / 6 * 6) }
}
