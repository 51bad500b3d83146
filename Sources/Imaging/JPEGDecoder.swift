import CJPEG

/// Owns a libjpeg decoder over bytes that outlive it.
struct JPEGDecoder: ~Copyable {
  private let handle: OpaquePointer
  private let byteCount: Int
  private let name: String

  init(_ bytes: UnsafeRawBufferPointer, name: String) throws {
    guard
      let handle = cjpeg_decoder_create(
        bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    else { throw ImageError(name, .outOfMemory) }
    self.handle = handle
    self.byteCount = bytes.count
    self.name = name
  }

  deinit { cjpeg_decoder_destroy(handle) }

  /// The stored size, before orientation. Comes first.
  func readHeader() throws -> ImageSize {
    var (width, height): (UInt32, UInt32) = (0, 0)
    try check(cjpeg_decoder_read_header(handle, &width, &height))
    return ImageSize(width: Int(width), height: Int(height))
  }

  /// How the stored picture is turned. After the header.
  func orientation() -> Orientation {
    var segments: [ByteReader] = []
    var bytes: UnsafePointer<UInt8>?
    var count = 0
    while cjpeg_decoder_app1(handle, segments.count, &bytes, &count) != 0 {
      segments.append(ByteReader(UnsafeRawBufferPointer(start: bytes, count: count)))
    }
    return Orientation(app1: segments)
  }

  /// How colours are stored. After the header.
  func color() -> StoredColor {
    switch cjpeg_decoder_components(handle) {
    case 1: .grey
    case 4: .cmyk
    default: []
    }
  }

  /// The stored picture at 1/1, 1/2, 1/4 or 1/8 of its size, rounded up. After the header.
  func decode(denominator: Int) throws -> Image {
    var (width, height): (UInt32, UInt32) = (0, 0)
    try check(cjpeg_decoder_set_scale(handle, UInt32(denominator), &width, &height))
    let count = Int(width) * Int(height) * 3
    let pixels = try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try check(cjpeg_decoder_decode(handle, buffer.baseAddress))
      initialized = count
    }
    return Image(width: Int(width), height: Int(height), pixels: pixels)
  }

  private func check(_ status: cjpeg_status) throws {
    if status == CJPEG_OK { return }
    let words = String(cString: cjpeg_decoder_message(handle))
    let reason: ImageError.Reason =
      switch status {
      case CJPEG_TRUNCATED: .truncated(.jpeg, bytes: byteCount)
      case CJPEG_UNSUPPORTED: .unsupported(.jpeg, words)
      case CJPEG_NO_MEMORY: .outOfMemory
      default: .corrupt(.jpeg, words)
      }
    throw ImageError(name, reason)
  }
}
