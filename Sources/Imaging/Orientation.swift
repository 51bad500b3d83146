/// How the stored picture has to be turned to stand upright: the value of EXIF's tag 0x0112.
///
/// The names are Apple's (`CGImagePropertyOrientation`).
public enum Orientation: UInt8, Sendable, Hashable {
  case up = 1
  case upMirrored
  case down
  case downMirrored
  case leftMirrored
  case right
  case rightMirrored
  case left

  /// True when upright width is the stored height.
  public var swapsSides: Bool { rawValue >= 5 }

  /// Whether upright columns run against their stored axis, from its end to its start.
  var reversesColumns: Bool { [.upMirrored, .down, .right, .rightMirrored].contains(self) }

  /// Whether upright rows run against their stored axis.
  var reversesRows: Bool { [.down, .downMirrored, .rightMirrored, .left].contains(self) }

  /// From stored size to upright size, or back.
  func applied(to size: ImageSize) -> ImageSize {
    swapsSides ? ImageSize(width: size.height, height: size.width) : size
  }
}

extension Image {
  /// The upright picture, given how the stored one is turned.
  public func upright(from orientation: Orientation) -> Image {
    let (last, bottom) = (width - 1, height - 1)
    // Upright (x, y) is read from stored pixel `origin + x * stepX + y * stepY`.
    let (originX, originY, stepX, stepY): (Int, Int, Int, Int) =
      switch orientation {
      case .up: (0, 0, 1, width)
      case .upMirrored: (last, 0, -1, width)
      case .down: (last, bottom, -1, -width)
      case .downMirrored: (0, bottom, 1, -width)
      case .leftMirrored: (0, 0, width, 1)
      case .right: (0, bottom, -width, 1)
      case .rightMirrored: (last, bottom, -width, -1)
      case .left: (last, 0, width, -1)
      }
    if orientation == .up { return self }
    let size = orientation.applied(to: size)
    return gathered(size, origin: originY * width + originX, stepX: stepX, stepY: stepY)
  }

  /// Left and right exchanged.
  public func flippedHorizontally() -> Image { upright(from: .upMirrored) }

  /// Top and bottom exchanged.
  public func flippedVertically() -> Image { upright(from: .downMirrored) }

  /// The picture whose pixel (x, y) is this one's pixel `origin + x * stepX + y * stepY`.
  ///
  /// In tiles, so that turning by 90 degrees stays in the cache.
  private func gathered(_ size: ImageSize, origin: Int, stepX: Int, stepY: Int) -> Image {
    let tile = 32
    let gathered = [UInt8](unsafeUninitializedCapacity: pixels.count) { buffer, initialized in
      guard let destination = buffer.baseAddress else { return }
      pixels.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress else { return }
        for tileY in stride(from: 0, to: size.height, by: tile) {
          for tileX in stride(from: 0, to: size.width, by: tile) {
            for y in tileY..<min(tileY + tile, size.height) {
              var from = source + (origin + tileX * stepX + y * stepY) * 3
              var to = destination + (y * size.width + tileX) * 3
              for _ in tileX..<min(tileX + tile, size.width) {
                to[0] = from[0]
                to[1] = from[1]
                to[2] = from[2]
                to += 3
                from += stepX * 3
              }
            }
          }
        }
      }
      initialized = pixels.count
    }
    return Image(width: size.width, height: size.height, pixels: gathered)
  }
}
