import CommonSupport
import Foundation

extension RunFolder {
  private struct Entry: Decodable {
    let epoch: Int?
  }

  /// Appends one line of JSON to the log; it is on disk when this returns.
  ///
  /// - Throws: `FileWriteError` with the reason.
  package func appendLog(_ line: String) throws {
    let descriptor = Glibc.open(logFile, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileWriteError(path: logFile, code: errno) }
    var writer = AtomicFile.Writer(descriptor: descriptor, path: logFile)
    defer { close(descriptor) }
    try writer.write(line + "\n")
    try writer.synchronize()
  }

  /// Shortens the log to what was written up to `epoch`, when a run is resumed after it.
  ///
  /// Lines without an epoch stay if they precede the cut; a last line torn by a crash goes. A log
  /// that does not exist stays so.
  ///
  /// - Parameter epoch: The last epoch to keep, counted as in the log's `"epoch"`.
  package func truncateLog(afterEpoch epoch: Int) throws {
    guard FileManager.default.fileExists(atPath: logFile) else { return }
    guard let data = FileManager.default.contents(atPath: logFile) else {
      throw RunFolderError.cannotRead(logFile)
    }
    let newline = UInt8(ascii: "\n")
    let decoder = JSONDecoder()
    var end = data.startIndex
    while let lineEnd = data[end...].firstIndex(of: newline) {
      guard let entry = try? decoder.decode(Entry.self, from: data[end..<lineEnd]),
        entry.epoch ?? .min <= epoch
      else { break }
      end = data.index(after: lineEnd)
    }
    guard end < data.endIndex else { return }
    let kept = data[..<end]
    try AtomicFile.write(to: logFile) { writer in
      try kept.withUnsafeBytes { try writer.write($0) }
    }
  }
}
