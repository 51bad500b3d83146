import Foundation

/// Whole files, with the system's errors as `ImageError`.
enum FileBytes {
  /// The bytes of a file, or its first `prefix` bytes.
  /// - Throws: `ImageError` when there is no such file, it cannot be read, or exceeds `limit`
  ///   bytes.
  static func read(_ path: String, limit: Int, prefix: Int = .max) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ImageError(path, errno == ENOENT ? .missing : .unreadable(systemWords(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw ImageError(path, .unreadable(systemWords(errno)))
    }
    if status.st_mode & S_IFMT == S_IFDIR { throw ImageError(path, .isFolder) }
    if status.st_size > limit { throw ImageError(path, .fileTooLarge(limit: limit)) }

    // One byte more than the file has, so that one read fills and the next sees the end.
    var expected = min(max(Int(status.st_size) + 1, 1 << 16), prefix)
    var bytes: [UInt8] = []
    while expected > 0 {
      let chunk = try read(upTo: expected, from: descriptor, path)
      if chunk.isEmpty { break }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      if bytes.count > limit { throw ImageError(path, .fileTooLarge(limit: limit)) }
      expected = min(1 << 16, prefix - bytes.count)
    }
    return bytes
  }

  private static func read(upTo count: Int, from descriptor: CInt, _ path: String) throws -> [UInt8]
  {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      while true {
        let got = Foundation.read(descriptor, buffer.baseAddress, count)
        if got >= 0 {
          initialized = got
          return
        }
        if errno != EINTR { throw ImageError(path, .unreadable(systemWords(errno))) }
      }
    }
  }

  private static func systemWords(_ code: CInt) -> String { String(cString: strerror(code)) }
}
