/// The sizes of a window (convolution or pooling) sliding over an NHWC picture batch.
package struct WindowGeometry: Sendable {
  package var batch, height, width, channels: Int
  package var kernelHeight, kernelWidth, stride, padding: Int
  package var outputHeight: Int { (height + 2 * padding - kernelHeight) / stride + 1 }
  package var outputWidth: Int { (width + 2 * padding - kernelWidth) / stride + 1 }
  /// The number of output pixels.
  package var rows: Int { batch * outputHeight * outputWidth }
  /// The number of inputs under a window.
  package var windowSize: Int { kernelHeight * kernelWidth * channels }

  package init(
    batch: Int, height: Int, width: Int, channels: Int, kernelHeight: Int, kernelWidth: Int,
    stride: Int,
    padding: Int
  ) {
    self.batch = batch
    self.height = height
    self.width = width
    self.channels = channels
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.stride = stride
    self.padding = padding
  }

  /// Calls `body(row - rows.lowerBound, image, y, x)` for each output pixel; `y`, `x` is the
  /// window's top left, perhaps negative.
  @inline(__always) func forEachWindow(
    _ rows: Range<Int>, _ body: (_ row: Int, _ image: Int, _ y: Int, _ x: Int) -> Void
  ) {
    forEachPixel(rows, height: outputHeight, width: outputWidth) { row, image, i, j in
      body(row, image, i * stride - padding, j * stride - padding)
    }
  }
}

/// Calls `body(row - rows.lowerBound, image, y, x)` for the pixels `rows` of pictures of one size.
@inline(__always) func forEachPixel(
  _ rows: Range<Int>, height: Int, width: Int,
  _ body: (_ row: Int, _ image: Int, _ y: Int, _ x: Int) -> Void
) {
  guard !rows.isEmpty else { return }
  var image = rows.lowerBound / (height * width)
  var y = rows.lowerBound / width % height
  var x = rows.lowerBound % width
  for row in 0..<rows.count {
    body(row, image, y, x)
    x += 1
    if x == width {
      x = 0
      y += 1
      if y == height {
        y = 0
        image += 1
      }
    }
  }
}
