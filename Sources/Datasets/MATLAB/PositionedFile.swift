import Foundation

/// A file that is read by position.
final class PositionedFile: Sendable {
  let path: String
  /// Bytes, when it was opened.
  let size: Int
  private let descriptor: CInt

  /// - Throws: ``DatasetError`` if there is no such file or it cannot be read.
  init(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DatasetError.system("open", path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw DatasetError("'\(path)' is not a file.")
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills the buffer with the bytes from `offset` on.
  /// - Throws: ``DatasetError`` if there are not that many.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw DatasetError.system("read", path) }
      guard count > 0 else { throw DatasetError("'\(path)' became shorter while it was read.") }
      done += count
    }
  }
}
