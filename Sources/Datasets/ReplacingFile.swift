import Foundation

/// A text file that takes its name only when it is complete: written beside it, then renamed.
///
/// Without ``commit()`` nothing stays behind and an older file of that name is untouched.
final class ReplacingFile {
  private let path: String
  private let temporaryPath: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []

  init(path: String) throws {
    self.path = path
    temporaryPath = "\(path).\(getpid()).tmp"
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw DatasetError.system("write", path) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporaryPath)
  }

  func write(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Puts the file in its place.
  func commit() throws {
    try flush()
    guard fsync(descriptor) == 0 else { throw DatasetError.system("write", path) }
    guard rename(temporaryPath, path) == 0 else { throw DatasetError.system("write", path) }
    close(descriptor)
    descriptor = -1
  }

  private func flush() throws {
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        Foundation.write(
          descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw DatasetError.system("write", path) }
      written += count
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
