import Checkpoints
import Foundation
import TestSupport
import Testing

/// Files that are cut short, damaged or something else: a sentence for each, and no trap.
@Suite struct BrokenSafetensorsTests {
  struct Broken: Sendable, CustomTestStringConvertible {
    let name: String
    let data: Data
    let message: String
    var testDescription: String { name }
  }

  static func entry(
    _ name: String = "x", type: String = "F32", shape: String = "[2]", offsets: String = "[0,8]"
  ) -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  static let eight = [UInt8](repeating: 0, count: 8)

  static let files: [Broken] = [
    Broken(
      name: "empty", data: Data(),
      message: "is no safetensors file: it has 0 bytes, fewer than the 8 of its start"),
    Broken(
      name: "seven-bytes", data: Data(repeating: 1, count: 7), message: "it has 7 bytes, fewer than"
    ),
    Broken(
      name: "huge-header", data: safetensors("{}", length: .max),
      message: "its header would be 18446744073709551615 bytes long"),
    Broken(
      name: "header-past-end", data: safetensors("{}", length: 50),
      message: "its header ends at byte 58 of 10"),
    Broken(
      name: "not-json", data: safetensors("{\"x\":"), message: "its header is not the JSON of one"),
    Broken(name: "list", data: safetensors("[1]"), message: "its header is not the JSON of one"),
    Broken(
      name: "not-utf8", data: Data([2, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFE]),
      message: "its header is not the JSON of one"),
    Broken(
      name: "deep", data: safetensors(String(repeating: "[", count: 100_000)),
      message: "its header is not the JSON of one"),
    Broken(
      name: "numbers-as-metadata", data: safetensors("{\"__metadata__\":{\"epoch\":1}}"),
      message: "its '__metadata__' holds something other than strings"),
    Broken(
      name: "entry-is-a-number", data: safetensors("{\"x\":1}"),
      message: "the header's entry 'x' is not a dtype, a shape and data_offsets"),
    Broken(
      name: "huge-number", data: safetensors("{\(entry(shape: "[1e300]"))}", data: eight),
      message: "the header's entry 'x' is not a dtype"),
    Broken(
      name: "unknown-type", data: safetensors("{\(entry(type: "F8_E4M3"))}", data: eight),
      message: "has the type 'F8_E4M3', which is not read; save it as F32, F16 or BF16"),
    Broken(
      name: "one-offset", data: safetensors("{\(entry(offsets: "[0]"))}", data: eight),
      message: "has 1 offsets, not a start and an end"),
    Broken(
      name: "negative-offset", data: safetensors("{\(entry(offsets: "[-8,0]"))}", data: eight),
      message: "has the offsets -8...0"),
    Broken(
      name: "backwards", data: safetensors("{\(entry(offsets: "[8,0]"))}", data: eight),
      message: "has the offsets 8...0"),
    Broken(
      name: "negative-dimension", data: safetensors("{\(entry(shape: "[-2,-1]"))}", data: eight),
      message: "has the shape [-2, -1]"),
    Broken(
      name: "overflowing-shape",
      data: safetensors("{\(entry(shape: "[4294967296,4294967296,4]"))}", data: eight),
      message: "has the shape [4294967296, 4294967296, 4]"),
    Broken(
      name: "wrong-size", data: safetensors("{\(entry(shape: "[3]"))}", data: eight),
      message: "of shape [3] and type F32 needs 12 bytes and has 8"),
    Broken(
      name: "cut-short", data: safetensors("{\(entry())}", data: [1, 2, 3]),
      message: "is cut short: tensor 'x' ends at byte 8 of the data, of which there are 3"),
    Broken(
      name: "overlap",
      data: safetensors("{\(entry()),\(entry("y", offsets: "[4,12]"))}", data: eight + eight),
      message: "tensor 'y' overlaps the one before it"),
    Broken(
      name: "hole", data: safetensors("{\(entry(offsets: "[8,16]"))}", data: eight + eight),
      message: "8 bytes before tensor 'x' belong to none"),
    Broken(
      name: "trailing-bytes", data: safetensors("{\(entry())}", data: eight + [0]),
      message: "1 bytes after its last tensor belong to none"),
    Broken(
      name: "pytorch", data: Data([0x50, 0x4B, 3, 4, 0, 0, 8, 8, 0, 0]),
      message: "is a PyTorch file (.pth, .pt), not a safetensors file"),
    Broken(
      name: "pickle", data: Data([0x80, 2, 0x7D, 0x71, 0, 0x28, 0x58, 1, 0, 0]),
      message: "is a Python pickle (.pth, .pt), not a safetensors file"),
  ]

  @Test(arguments: files)
  func isRefused(_ broken: Broken) throws {
    let folder = ScratchFolder()
    let path = try folder.write(broken.data, "\(broken.name).safetensors")
    let error = #expect(throws: CheckpointError.self) { try SafetensorsFile(path) }
    let text = error?.description ?? ""
    #expect(text.contains(broken.message), "\(text)")
    #expect(text.contains("'\(path)'") && text.hasSuffix(".") && !text.contains("\n"))
  }

  /// The length 640 begins with the bytes of a pickle.
  @Test func aHeaderOfAnyLengthIsRead() throws {
    let folder = ScratchFolder()
    let entry = "{\(Self.entry())}"
    let padding = String(repeating: " ", count: 640 - entry.utf8.count)
    let path = try folder.write(safetensors(entry + padding, data: Self.eight), "a.safetensors")
    #expect(try SafetensorsFile(path).tensor("x").scalars == [0, 0])
  }

  @Test func missingFileAndFolder() throws {
    let folder = ScratchFolder()
    let missing = #expect(throws: CheckpointError.self) { try SafetensorsFile("/no/such.file") }
    #expect(missing?.description == "there is no file '/no/such.file'.")
    let other = #expect(throws: CheckpointError.self) { try SafetensorsFile(folder.path) }
    #expect(
      other?.description == "'\(folder.path)' is not a file; a .safetensors file was expected.")
  }

  @Test func aFileThatShrinksWhileOpen() throws {
    let folder = ScratchFolder()
    let path = try folder.write(safetensors("{\(Self.entry())}", data: Self.eight), "a.safetensors")
    let file = try SafetensorsFile(path)
    try Data(repeating: 0, count: 10).write(to: URL(fileURLWithPath: path))
    #expect(throws: CheckpointError.self) { try file.tensor("x") }
  }

  /// Each byte of a good header changed in several ways: an error or a file, never a trap.
  @Test func changedBytes() throws {
    let folder = ScratchFolder()
    let good = safetensors(
      "{\"__metadata__\":{\"a\":\"b\"},\(Self.entry()),\(Self.entry("y", offsets: "[8,16]"))}",
      data: Self.eight + Self.eight)
    for position in 0..<good.count - 16 {
      for value in [0, 0x22, 0x2C, 0x2D, 0x39, 0x7D, 0xFF] as [UInt8] {
        var changed = good
        changed[position] = value
        let path = try folder.write(changed, "changed.safetensors")
        guard let file = try? SafetensorsFile(path) else { continue }
        for name in file.names { _ = try file.tensor(name) }
      }
    }
  }
}
