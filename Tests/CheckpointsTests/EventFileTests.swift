import Checkpoints
import CommonSupport
import FormatMessages
import Foundation
import SwiftProtobuf
import TestSupport
import Testing

@Suite struct EventFileTests {
  private let scratch = ScratchFolder()

  @Test(
    arguments: [
      // RFC 3720, appendix B.4, and the polynomial's check value.
      (Array("123456789".utf8), 0xE306_9283), ([], 0),
      ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
      ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43), ([UInt8](0..<32), 0x46DD_794E),
    ] as [([UInt8], UInt32)])
  func checksum(bytes: [UInt8], expected: UInt32) {
    #expect(CRC32C.checksum(bytes) == expected)
  }

  @Test func firstBytesAreTheVersion() throws {
    let file = try EventFile(folder: scratch.path, wallTime: 0)
    // A length, its checksum, an event of one string field, its checksum.
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file.path)))
    #expect(bytes.count == 8 + 4 + 15 + 4)
    #expect(Array(bytes[..<8]) == [15, 0, 0, 0, 0, 0, 0, 0])
    #expect(String(decoding: bytes[14..<27], as: UTF8.self) == "brain.Event:2")
  }

  @Test func eventsReadBack() throws {
    let file = try EventFile(folder: scratch.path, wallTime: 1_700_000_000.5)
    try file.append(
      step: 1, scalars: [("loss/train", 2.25), ("lr", 0.1)], wallTime: 1_700_000_010)
    try file.append(step: 300, scalars: [("loss/train", -1)], wallTime: 1_700_000_020)
    let events = try events(file.path)
    #expect(events.map(\.wallTime) == [1_700_000_000.5, 1_700_000_010, 1_700_000_020])
    #expect(events.map(\.step) == [0, 1, 300])
    #expect(events[0].fileVersion == "brain.Event:2")
    #expect(events[1].summary.value.map(\.tag) == ["loss/train", "lr"])
    #expect(events[1].summary.value.map(\.simpleValue) == [2.25, 0.1])
    #expect(events[2].summary.value.map(\.simpleValue) == [-1])
  }

  @Test func aResumedRunWritesALaterFileThatVoidsWhatItRepeats() throws {
    let first = try EventFile(folder: scratch.path, wallTime: 1_700_000_000)
    try first.append(step: 1, scalars: [("lr", 1)])
    let content = try Data(contentsOf: URL(fileURLWithPath: first.path))
    // The clock may have been set back.
    let second = try EventFile(folder: scratch.path, firstStep: 1, wallTime: 1_600_000_000)
    let third = try EventFile(folder: scratch.path, firstStep: 2, wallTime: 1_700_000_001)
    #expect(first.path < second.path && second.path < third.path)
    #expect(
      scratch.names().map { $0.prefix(30) } == [
        "events.out.tfevents.1700000000", "events.out.tfevents.1700000001",
        "events.out.tfevents.1700000002",
      ])
    #expect(try Data(contentsOf: URL(fileURLWithPath: first.path)) == content)
    let start = try events(second.path)
    #expect(start.map(\.step) == [0, 1])
    #expect(start[1].sessionLog.status == .start)
  }

  @Test func namesOfNoTimeAreNotCountedOn() throws {
    for seconds in ["9223372036854775807", "99999999999999999999", "x", ""] {
      try scratch.file("events.out.tfevents.\(seconds).host", "")
    }
    let file = try EventFile(folder: scratch.path, wallTime: 1_700_000_000)
    #expect(file.path.hasPrefix(scratch.file("events.out.tfevents.1700000000.")))
  }

  @Test func missingFolderIsSaid() {
    let error = #expect(throws: FileWriteError.self) {
      try EventFile(folder: scratch.file("none"), wallTime: 0)
    }
    #expect(error?.code == ENOENT)
  }

  /// Reads a record file as others do: every checksum must be right.
  private func events(_ path: String) throws -> [Tensorboard_Event] {
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    func number<Number: FixedWidthInteger>(_ start: Int, _ type: Number.Type) -> Number {
      bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: type) }
    }
    var events: [Tensorboard_Event] = []
    var start = 0
    while start < bytes.count {
      let end = start + 12 + Int(number(start, UInt64.self))
      #expect(number(start + 8, UInt32.self) == CRC32C.masked(bytes[start..<start + 8]))
      #expect(number(end, UInt32.self) == CRC32C.masked(bytes[start + 12..<end]))
      events.append(try Tensorboard_Event(serializedBytes: Array(bytes[start + 12..<end])))
      start = end + 4
    }
    return events
  }
}
