/// The sizes of a 3x3, stride 1, padding 1 convolution cut into 4x4 output tiles: Winograd's F(4x4,
/// 3x3) (Lavin & Gray, arXiv 1509.09308). Each tile reads 6x6 inputs and has 36 transformed points.
package struct WinogradGeometry: Sendable {
  package let batch, height, width: Int
  /// Input channels: a multiple of 8.
  package let inputChannels: Int
  /// Output channels: any; panels of 16 are padded with zeros.
  package let outputChannels: Int

  package init(batch: Int, height: Int, width: Int, inputChannels: Int, outputChannels: Int) {
    self.batch = batch
    self.height = height
    self.width = width
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
  }

  package static let points = 36

  package var tileRows: Int { (height + 3) / 4 }
  package var tileColumns: Int { (width + 3) / 4 }
  package var tiles: Int { batch * tileRows * tileColumns }
  package var panels: Int { (outputChannels + 15) / 16 }
  /// Output channels rounded up to whole panels.
  package var paddedOutputChannels: Int { panels * 16 }
  /// Floats of the transformed filter `[36][panels][inputChannels][16]`.
  package var filterCount: Int { Self.points * paddedOutputChannels * inputChannels }

  /// Where tile `index` starts in the picture batch: image, top row, left column of its 4x4
  /// outputs.
  @inline(__always) func origin(_ index: Int) -> (image: Int, y: Int, x: Int) {
    let perImage = tileRows * tileColumns
    let (image, rest) = index.quotientAndRemainder(dividingBy: perImage)
    let (row, column) = rest.quotientAndRemainder(dividingBy: tileColumns)
    return (image, row * 4, column * 4)
  }
}
