import Foundation

/// Whole files in and out, with the system's errors as `ImageError`.
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

  /// Writes a file so that it is complete or, on any error, not there at all: a temporary file
  /// beside it is renamed over it. A device or pipe is written directly.
  /// - Throws: `ImageError` in the system's words, a full disk included.
  static func write(_ bytes: [UInt8], to path: String) throws {
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists && status.st_mode & S_IFMT == S_IFDIR {
      throw ImageError(path, .unwritable("it is a folder"))
    }
    if exists && status.st_mode & S_IFMT != S_IFREG {
      return try write(bytes, opening: path, O_WRONLY, for: path)
    }
    // Through a symbolic link, so that the link stays.
    let target = exists ? resolved(path) : path
    let slash = target.lastIndex(of: "/")
    let folder = slash.map { String(target[...$0]) } ?? ""
    if slash != nil && stat(folder, &status) != 0 && errno == ENOENT {
      throw ImageError(path, .unwritable("the folder '\(folder.dropLast())' does not exist"))
    }
    let temporary =
      folder + ".picture-\(getpid())-" + String(UInt64.random(in: 0 ... .max), radix: 36) + ".tmp"
    do {
      try write(bytes, opening: temporary, O_WRONLY | O_CREAT | O_EXCL, for: path)
      if rename(temporary, target) != 0 {
        throw ImageError(path, .unwritable(systemWords(errno)))
      }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  private static func write(
    _ bytes: [UInt8], opening file: String, _ flags: CInt, for path: String
  ) throws {
    let descriptor = open(file, flags | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw ImageError(path, .unwritable(systemWords(errno))) }
    var failure: CInt = 0
    bytes.withUnsafeBytes { bytes in
      var position = 0
      while position < bytes.count {
        let count = Foundation.write(
          descriptor, bytes.baseAddress?.advanced(by: position), bytes.count - position)
        if count > 0 {
          position += count
        } else if count < 0 && errno != EINTR {
          failure = errno
          return
        }
      }
    }
    // Some file systems tell of a full disk only here.
    if close(descriptor) != 0 && failure == 0 { failure = errno }
    if failure != 0 { throw ImageError(path, .unwritable(systemWords(failure))) }
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func systemWords(_ code: CInt) -> String { String(cString: strerror(code)) }
}
