import CPNG

/// Owns a libpng decoder over bytes that outlive it.
struct PNGDecoder: ~Copyable {
  private let handle: OpaquePointer
  private let byteCount: Int
  private let name: String

  init(_ bytes: UnsafeRawBufferPointer, name: String) throws {
    guard
      let handle = cpng_decoder_create(
        bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    else { throw ImageError(name, .outOfMemory) }
    self.handle = handle
    self.byteCount = bytes.count
    self.name = name
  }

  deinit { cpng_decoder_destroy(handle) }

  /// The stored size, before orientation. Comes first.
  func readHeader() throws -> ImageSize {
    var (width, height): (UInt32, UInt32) = (0, 0)
    try check(cpng_decoder_read_header(handle, &width, &height))
    return ImageSize(width: Int(width), height: Int(height))
  }

  /// The stored picture, `size` being what the header said.
  func decode(_ size: ImageSize) throws -> Image {
    let count = size.width * size.height * 3
    let pixels = try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try check(cpng_decoder_decode(handle, buffer.baseAddress))
      initialized = count
    }
    return Image(width: size.width, height: size.height, pixels: pixels)
  }

  private func check(_ status: cpng_status) throws {
    if status == CPNG_OK { return }
    let reason: ImageError.Reason =
      switch status {
      case CPNG_TRUNCATED: .truncated(.png, bytes: byteCount)
      case CPNG_NO_MEMORY: .outOfMemory
      default: .corrupt(.png, String(cString: cpng_decoder_message(handle)))
      }
    throw ImageError(name, reason)
  }
}
