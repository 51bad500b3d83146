import Foundation

/// Files that are either the old ones or the new ones, never half of each: written beside their
/// place, then renamed.
package enum AtomicFile {
  /// Writes the file piece by piece.
  ///
  /// Without success the old file stays as it was and nothing is left behind. Symbolic links stay and
  /// what they lead to is replaced, or made; a device or a pipe is written as it is.
  ///
  /// - Parameter durably: Whether the file is forced to disk before it gets its name, so that a power
  ///   cut loses neither the old one nor the new one. That takes many times what writing takes.
  /// - Throws: `FileWriteError`, or what `body` throws.
  package static func write(
    to path: String, durably: Bool = true, _ body: (inout Writer) throws -> Void
  ) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      // What is replaced must be no link of a loop.
      if errno == ELOOP { throw FileWriteError(path: path, code: ELOOP) }
      return try replace(Folder.linkedPath(path), durably: durably, body)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: try replace(Folder.resolved(path), durably: durably, body)
    case S_IFDIR: throw FileWriteError(path: path, code: EISDIR)
    default: try writeThrough(path, body)
    }
  }

  private static func replace(
    _ path: String, durably: Bool, _ body: (inout Writer) throws -> Void
  ) throws {
    let temporary = temporaryPath(beside: path)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = Glibc.open(temporary, flags, 0o666)
    guard descriptor >= 0 else { throw FileWriteError(path: path, code: errno) }
    do {
      try fill(descriptor, of: path, durably: durably, body)
      guard rename(temporary, path) == 0 else { throw FileWriteError(path: path, code: errno) }
    } catch {
      unlink(temporary)
      throw error
    }
    if durably { synchronizeFolder(of: path) }
  }

  private static func fill(
    _ descriptor: Int32, of path: String, durably: Bool, _ body: (inout Writer) throws -> Void
  ) throws {
    var writer = Writer(descriptor: descriptor, path: path)
    do {
      try body(&writer)
      try durably ? writer.synchronize() : writer.flush()
    } catch {
      close(descriptor)
      throw error
    }
    // Some file systems tell of a full disk only here.
    guard close(descriptor) == 0 else { throw FileWriteError(path: path, code: errno) }
  }

  /// `.<process>-<random>.partial`: short, and its own even if another host's process, with the same
  /// number, writes to the folder.
  private static func temporaryPath(beside path: String) -> String {
    let name = ".\(getpid())-\(String(UInt32.random(in: 0 ... .max), radix: 36)).partial"
    return Folder.path(of: name, beside: path)
  }

  /// Removes from a folder what writers left that were killed. Nobody may be writing to it; the running
  /// processes of this host are spared all the same.
  package static func removeRemains(in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(".") && name.hasSuffix(".partial") {
      guard let process = name.dropFirst().split(separator: "-").first.flatMap({ pid_t($0) }),
        // In a container every process may have the number of this one.
        process == getpid() || (kill(process, 0) != 0 && errno == ESRCH)
      else { continue }
      unlink("\(folder)/\(name)")
    }
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

  /// Writes a text.
  package static func write(_ text: String, to path: String, durably: Bool = true) throws {
    try write(to: path, durably: durably) { try $0.write(text) }
  }

  /// Forces the new name to disk. Some file systems cannot; the file is complete all the same.
  private static func synchronizeFolder(of path: String) {
    let descriptor = Glibc.open(Folder.parent(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
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
    /// What ended a write in the middle: nothing may follow.
    private var failure: FileWriteError?

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
      var gathered: [UInt8] = []
      swap(&gathered, &buffer)
      try gathered.withUnsafeBytes { try writeThrough($0) }
      gathered.removeAll(keepingCapacity: true)
      swap(&gathered, &buffer)
    }

    private mutating func writeThrough(_ bytes: UnsafeRawBufferPointer) throws {
      if let failure { throw failure }
      var rest = bytes
      while let start = rest.baseAddress, !rest.isEmpty {
        let written = Foundation.write(descriptor, start, rest.count)
        if written < 0 {
          if errno == EINTR { continue }
          let failure = FileWriteError(path: path, code: errno)
          self.failure = failure
          throw failure
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
    }
  }
}
