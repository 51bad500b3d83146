import CommonSupport
import FormatMessages
import Foundation
import SwiftProtobuf

/// A file of scalars that TensorBoard draws: `events.out.tfevents.<seconds>.<host>` in the folder of
/// a run.
///
/// A run that is resumed writes a new file beside the old one. TensorBoard reads them in the order
/// of their names, and drops from the old one what the new one says again:
///
///     let events = try EventFile(folder: run.path, firstStep: epoch)
///     try events.append(step: epoch, scalars: [("loss/train", loss), ("lr", rate)])
package struct EventFile: Sendable {
  package let path: String

  /// Makes a new file.
  ///
  /// - Parameters:
  ///   - folder: An existing folder.
  ///   - firstStep: The first step that is going to be appended: what older files in the folder hold
  ///     of it and of later ones is void. nil for a new run.
  ///   - wallTime: Seconds since 1970.
  /// - Throws: `FileWriteError` if the folder cannot be written.
  package init(
    folder: String, firstStep: Int? = nil, wallTime: Double = Date().timeIntervalSince1970
  ) throws {
    let host = ProcessInfo.processInfo.hostName
    // Names are read in their order, so that of a later file must be greater.
    var seconds = max(Int(wallTime), (Self.newest(in: folder) ?? 0) + 1)
    var descriptor: Int32
    var path: String
    repeat {
      path = "\(folder)/\(Self.prefix)\(Self.padded(seconds)).\(host)"
      descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      seconds += 1
    } while descriptor < 0 && errno == EEXIST
    guard descriptor >= 0 else { throw FileWriteError(path: path, code: errno) }
    close(descriptor)
    self.path = path
    var events = [
      Tensorboard_Event.with {
        $0.wallTime = wallTime
        $0.fileVersion = "brain.Event:2"
      }
    ]
    if let firstStep {
      events.append(
        .with {
          $0.wallTime = wallTime
          $0.step = Int64(firstStep)
          $0.sessionLog.status = .start
        })
    }
    try append(events)
  }

  /// Appends scalars of one step; they are on disk when this returns.
  ///
  /// - Parameters:
  ///   - scalars: Tags such as "loss/train", of which TensorBoard groups those with the same start,
  ///     and their values.
  ///   - wallTime: Seconds since 1970.
  /// - Throws: `FileWriteError` with the reason.
  package func append(
    step: Int, scalars: [(tag: String, value: Double)],
    wallTime: Double = Date().timeIntervalSince1970
  ) throws {
    try append([
      .with {
        $0.wallTime = wallTime
        $0.step = Int64(step)
        $0.summary.value = scalars.map { tag, value in
          .with {
            $0.tag = tag
            $0.simpleValue = Float(value)
          }
        }
      }
    ])
  }

  private func append(_ events: [Tensorboard_Event]) throws {
    let records = try events.map { Self.record(try $0.serializedBytes()) }
    let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileWriteError(path: path, code: errno) }
    defer { close(descriptor) }
    var file = AtomicFile.Writer(descriptor: descriptor, path: path)
    try Array(records.joined()).withUnsafeBytes { try file.write($0) }
    try file.synchronize()
  }

  /// A record as TFRecord files frame it: length, its checksum, data, its checksum; little-endian.
  private static func record(_ data: [UInt8]) -> [UInt8] {
    let length = bytes(of: UInt64(data.count))
    return length + bytes(of: CRC32C.masked(length)) + data + bytes(of: CRC32C.masked(data))
  }

  private static func bytes(of value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static let prefix = "events.out.tfevents."

  /// Ten digits, so that the order of names is that of times.
  private static func padded(_ seconds: Int) -> String {
    let digits = String(seconds)
    return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
  }

  /// The seconds in the name of the folder's newest event file.
  private static func newest(in folder: String) -> Int? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { name in
      guard name.hasPrefix(prefix) else { return nil }
      return name.dropFirst(prefix.count).prefix { $0 != "." }.countableNumber
    }.max()
  }
}
