import CommonSupport
import Foundation
import TensorCore

extension SafetensorsFile {
  /// Writes tensors as F32, in their given order and shape, with strings beside them.
  ///
  /// The file takes its name only when it is complete and on the disk.
  /// - Throws: `FileWriteError` if the disk is full or the folder cannot be written.
  public static func write(
    _ tensors: [(name: String, value: Tensor)], metadata: [String: String], to path: String
  ) throws {
    try write(
      entries: tensors.map { name, value in
        SafetensorsEntry(name: name, shape: value.shape, content: .numbers(.f32) { value })
      }, metadata: metadata, to: path)
  }

  /// Writes tensors one by one, so that no more than one of them is in memory for it.
  /// - Throws: ``CheckpointError`` for a number that is too large for its type; `FileWriteError`.
  static func write(
    entries: [SafetensorsEntry], metadata: [String: String], to path: String
  ) throws {
    let header = try headerBytes(entries, metadata: metadata)
    try AtomicFile.write(to: path) { file in
      try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try file.write($0) }
      try header.withUnsafeBytes { try file.write($0) }
      for entry in entries { try entry.encode { try file.write($0) } }
    }
  }

  /// The JSON, padded with spaces so that the data starts at a multiple of 8.
  private static func headerBytes(
    _ entries: [SafetensorsEntry], metadata: [String: String]
  ) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func json(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    var fields = ["\"__metadata__\":\(try json(metadata))"]
    var offset = 0
    for entry in entries {
      let end = offset + entry.byteCount
      let dimensions = entry.shape.dimensions.map(String.init).joined(separator: ",")
      fields.append(
        "\(try json(entry.name)):{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":[\(dimensions)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var header = Data("{\(fields.joined(separator: ","))}".utf8)
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    return header
  }
}
