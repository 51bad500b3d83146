import Foundation

/// A file that takes its name only when it is complete: written beside it, then renamed.
///
/// Without ``commit()`` nothing stays behind and an older file of that name is untouched.
final class ReplacingFile {
  private let path: String
  private let temporaryPath: String
  private var descriptor: Int32

  init(path: String) throws {
    self.path = path
    temporaryPath = "\(path).\(getpid()).tmp"
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw CheckpointError.system("write", path) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporaryPath)
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Foundation.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw CheckpointError.system("write", path) }
      rest = rest.dropFirst(count)
    }
  }

  /// Puts the file in its place; after a power failure it is there whole or not at all.
  func commit() throws {
    guard fsync(descriptor) == 0 else { throw CheckpointError.system("write", path) }
    guard rename(temporaryPath, path) == 0 else { throw CheckpointError.system("write", path) }
    close(descriptor)
    descriptor = -1
    let folder = (path as NSString).deletingLastPathComponent
    let parent = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else { return }
    fsync(parent)
    close(parent)
  }
}
