/// What a picture from a stranger may cost.
public struct DecodeLimits: Sendable, Equatable {
  /// Width times height, checked on the header before memory is taken.
  public var maximumPixels: Int
  /// The width or the height: so that coordinates are exact in single precision.
  public static let maximumSide = 1 << 20
  /// Size of the file, which is read into memory.
  public var maximumFileBytes: Int

  public init(maximumPixels: Int = 256_000_000, maximumFileBytes: Int = 1 << 30) {
    self.maximumPixels = maximumPixels
    self.maximumFileBytes = maximumFileBytes
  }

  /// 256 megapixels, 1 GiB.
  public static let `default` = DecodeLimits()

  func check(_ size: ImageSize, name: String) throws {
    let (pixels, overflow) = size.width.multipliedReportingOverflow(by: size.height)
    if overflow || pixels > maximumPixels {
      throw ImageError(name, .tooManyPixels(size, limit: maximumPixels))
    }
    guard max(size.width, size.height) <= Self.maximumSide else {
      throw ImageError(name, .tooLong(size, limit: Self.maximumSide))
    }
  }
}
