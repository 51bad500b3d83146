import Foundation

/// Files that are either the old ones or the new ones, never half of each: written beside their
/// place, forced to disk, then renamed.
package enum AtomicFile {
  /// Writes the file piece by piece.
  ///
  /// Without success the old file stays as it was and nothing is left behind. Symbolic links stay and
  /// what they lead to is replaced; a device or a pipe is written as it is.
  ///
  /// - Throws: `FileWriteError`, or what `body` throws.
  package static func write(to path: String, _ body: (inout Writer) throws -> Void) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { return try replace(path, body) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: try replace(resolved(path), body)
    case S_IFDIR: throw FileWriteError(path: path, code: EISDIR)
    default: try writeThrough(path, body)
    }
  }

  private static func replace(
    _ path: String, _ body: (inout Writer) throws -> Void
  ) throws {
    let temporary = "\(path).\(getpid()).partial"
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    let descriptor = Glibc.open(temporary, flags, 0o666)
    guard descriptor >= 0 else { throw FileWriteError(path: path, code: errno) }
    do {
      defer { close(descriptor) }
      var writer = Writer(descriptor: descriptor, path: path)
      try body(&writer)
      try writer.synchronize()
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw FileWriteError(path: path, code: code)
    }
    synchronizeFolder(of: path)
  }

  private static func writeThrough(
    _ path: String, _ body: (inout Writer) throws -> Void
  ) throws {
    let descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileWriteError(path: path, code: errno) }
    defer { close(descriptor) }
    var writer = Writer(descriptor: descriptor, path: path)
    try body(&writer)
    try writer.flush()
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Writes a text.
  package static func write(_ text: String, to path: String) throws {
    try write(to: path) { try $0.write(text) }
  }

  /// Forces the new name to disk. Some file systems cannot; the file is complete all the same.
  private static func synchronizeFolder(of path: String) {
    let folder = (path as NSString).deletingLastPathComponent
    let descriptor = Glibc.open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Writes to the open file; small pieces are gathered.
  package struct Writer {
    private static let gathered = 1 << 16

    private let descriptor: Int32
    private let path: String
    private var buffer: [UInt8] = []

    /// - Parameter path: What errors call the file.
    package init(descriptor: Int32, path: String) {
      self.descriptor = descriptor
      self.path = path
    }

    package mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
      guard bytes.count < Self.gathered else {
        try flush()
        return try writeThrough(bytes)
      }
      buffer.append(contentsOf: bytes)
      if buffer.count >= Self.gathered { try flush() }
    }

    package mutating func write(_ text: String) throws {
      var text = text
      try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    /// Forces all that was written to disk.
    package mutating func synchronize() throws {
      try flush()
      guard fsync(descriptor) == 0 else { throw FileWriteError(path: path, code: errno) }
    }

    fileprivate mutating func flush() throws {
      try buffer.withUnsafeBytes(writeThrough)
      buffer.removeAll(keepingCapacity: true)
    }

    private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws {
      var rest = bytes
      while let start = rest.baseAddress, !rest.isEmpty {
        let written = Foundation.write(descriptor, start, rest.count)
        if written < 0 {
          if errno == EINTR { continue }
          throw FileWriteError(path: path, code: errno)
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
    }
  }
}
