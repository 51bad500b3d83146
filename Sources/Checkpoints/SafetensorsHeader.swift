import Foundation

/// The JSON header of a safetensors file, checked: every tensor's bytes lie in the file, none
/// overlap and none are left over.
struct SafetensorsHeader {
  struct Entry {
    let type: SafetensorsType
    let shape: [Int]
    /// Bytes after the header.
    let range: Range<Int>
  }

  /// The largest header that the format allows.
  static let sizeLimit = 100_000_000

  let metadata: [String: String]
  let entries: [String: Entry]

  /// - Parameters:
  ///   - json: The header's bytes.
  ///   - dataSize: The number of bytes after it.
  init(_ json: Data, dataSize: Int, path: String) throws {
    let fields: [String: Field]
    do {
      fields = try JSONDecoder().decode([String: Field].self, from: json)
    } catch let error as FieldError {
      throw CheckpointError("'\(path)' is damaged: \(error.reason).")
    } catch {
      throw CheckpointError(
        "'\(path)' is damaged or no safetensors file: its header is not the JSON of one.")
    }
    var metadata: [String: String] = [:]
    var entries: [String: Entry] = [:]
    for (name, field) in fields {
      switch field {
      case .metadata(let values): metadata = values
      case .tensor(let tensor):
        entries[name] = try Self.checked(tensor, name: name, dataSize: dataSize, path: path)
      }
    }
    self.metadata = metadata
    self.entries = entries
    try checkCoverage(dataSize: dataSize, path: path)
  }

  private static func checked(
    _ tensor: RawTensor, name: String, dataSize: Int, path: String
  ) throws -> Entry {
    func damaged(_ reason: String) -> CheckpointError {
      CheckpointError("'\(path)' is damaged: tensor '\(name)' \(reason).")
    }
    guard let type = SafetensorsType(rawValue: tensor.dtype) else {
      throw CheckpointError(
        "tensor '\(name)' of '\(path)' has the type '\(tensor.dtype)', which is not read; save it"
          + " as F32, F16 or BF16.")
    }
    guard tensor.offsets.count == 2 else {
      throw damaged("has \(tensor.offsets.count) offsets, not a start and an end")
    }
    let (start, end) = (tensor.offsets[0], tensor.offsets[1])
    guard start >= 0, start <= end else { throw damaged("has the offsets \(start)...\(end)") }
    guard end <= dataSize else {
      throw CheckpointError(
        "'\(path)' is cut short: tensor '\(name)' ends at byte \(end) of the data, of which there"
          + " are \(dataSize); fetch it again.")
    }
    var size = type.byteCount
    for dimension in tensor.shape {
      let product = size.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !product.overflow else {
        throw damaged("has the shape \(tensor.shape)")
      }
      size = product.partialValue
    }
    guard size == end - start else {
      throw damaged(
        "of shape \(tensor.shape) and type \(tensor.dtype) needs \(size) bytes and has"
          + " \(end - start)")
    }
    return Entry(type: type, shape: tensor.shape, range: start..<end)
  }

  private func checkCoverage(dataSize: Int, path: String) throws {
    var end = 0
    let sorted = entries.sorted {
      ($0.value.range.lowerBound, $0.value.range.upperBound)
        < ($1.value.range.lowerBound, $1.value.range.upperBound)
    }
    for (name, entry) in sorted {
      guard entry.range.lowerBound >= end else {
        throw CheckpointError(
          "'\(path)' is damaged: tensor '\(name)' overlaps the one before it.")
      }
      guard entry.range.lowerBound == end else {
        throw CheckpointError(
          "'\(path)' is damaged: \(entry.range.lowerBound - end) bytes before tensor '\(name)'"
            + " belong to none.")
      }
      end = entry.range.upperBound
    }
    guard end == dataSize else {
      throw CheckpointError(
        "'\(path)' is damaged: \(dataSize - end) bytes after its last tensor belong to none.")
    }
  }
}

/// What the header says of a tensor, unchecked.
private struct RawTensor: Decodable {
  let dtype: String
  let shape: [Int]
  let offsets: [Int]

  enum CodingKeys: String, CodingKey {
    case dtype, shape
    case offsets = "data_offsets"
  }
}

/// A reason that names the tensor, unlike those of `JSONDecoder`.
private struct FieldError: Error {
  let reason: String
}

private enum Field: Decodable {
  case metadata([String: String])
  case tensor(RawTensor)

  init(from decoder: any Decoder) throws {
    let name = decoder.codingPath.last?.stringValue ?? ""
    if name == "__metadata__" {
      guard let values = try? [String: String](from: decoder) else {
        throw FieldError(reason: "its '__metadata__' holds something other than strings")
      }
      self = .metadata(values)
    } else {
      guard let tensor = try? RawTensor(from: decoder) else {
        throw FieldError(
          reason: "the header's entry '\(name)' is not a dtype, a shape and data_offsets")
      }
      self = .tensor(tensor)
    }
  }
}
