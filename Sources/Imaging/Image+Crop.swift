extension Image {
  /// The pixels in columns `x..<x + width` and rows `y..<y + height`.
  /// - Precondition: they are at least one, and inside the picture.
  public func cropped(x: Int, y: Int, width newWidth: Int, height newHeight: Int) -> Image {
    precondition(
      x >= 0 && y >= 0 && newWidth > 0 && newHeight > 0 && newWidth <= width - x
        && newHeight <= height - y,
      "crop of \(newWidth) x \(newHeight) at (\(x), \(y)) of a picture of \(width) x \(height)")
    var result: [UInt8] = []
    result.reserveCapacity(newWidth * newHeight * 3)
    for row in y..<y + newHeight {
      let start = (row * width + x) * 3
      result += pixels[start..<start + newWidth * 3]
    }
    return Image(width: newWidth, height: newHeight, pixels: result)
  }
}
