import Foundation
import TensorCore

/// A safetensors file (https://huggingface.co/docs/safetensors), open for reading.
///
/// The file may come from a stranger: lengths, offsets and shapes are checked before anything is
/// read, and tensors are read one by one, so that memory holds only what is asked for.
public final class SafetensorsFile {
  public let path: String
  private let header: SafetensorsHeader
  private let handle: FileHandle
  /// Where the data starts.
  private let base: Int

  /// Opens a file and reads its header.
  /// - Throws: ``CheckpointError`` if it cannot be read, is cut short, damaged or of another
  ///   format.
  public init(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw errno == ENOENT
        ? CheckpointError("there is no file '\(path)'.") : CheckpointError.system("read", path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw CheckpointError("'\(path)' is not a file; a .safetensors file was expected.")
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw CheckpointError.system("read", path)
    }
    self.path = path
    self.handle = handle
    let size = Int(status.st_size)
    let start = try Self.read(handle, 0..<min(size, 8), path)
    guard start.count == 8 else {
      throw CheckpointError(
        "'\(path)' is no safetensors file: it has \(size) bytes, fewer than the 8 of its start.")
    }
    let length = start.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    guard length <= UInt64(SafetensorsHeader.sizeLimit) else {
      throw Self.otherFormat(start, path)
        ?? CheckpointError(
          "'\(path)' is no safetensors file: its header would be \(length) bytes long.")
    }
    base = 8 + Int(length)
    guard base <= size else {
      throw Self.otherFormat(start, path)
        ?? CheckpointError(
          "'\(path)' is cut short or no safetensors file: its header ends at byte \(base) of"
            + " \(size).")
    }
    header = try SafetensorsHeader(
      try Self.read(handle, 8..<base, path), dataSize: size - base, path: path)
  }

  /// The strings stored with the tensors.
  public var metadata: [String: String] { header.metadata }

  /// The names of the tensors, in the order of their bytes.
  public var names: [String] {
    header.entries.sorted {
      ($0.value.range.lowerBound, $0.key) < ($1.value.range.lowerBound, $1.key)
    }.map(\.key)
  }

  /// The number of scalars in all tensors.
  public var scalarCount: Int {
    header.entries.values.reduce(0) { $0 + $1.range.count / $1.type.byteCount }
  }

  public func contains(_ name: String) -> Bool { header.entries[name] != nil }

  /// Whether the tensor holds floating-point numbers; false for counters such as
  /// `num_batches_tracked`.
  public func isFloatingPoint(_ name: String) -> Bool {
    header.entries[name]?.type.isFloatingPoint ?? false
  }

  /// The shape as stored, which for convolution filters is `[out, in, kernelHeight, kernelWidth]`.
  public func shape(of name: String) -> Shape? { header.entries[name].map { Shape($0.shape) } }

  /// Reads a tensor as float32, in its stored shape.
  /// - Throws: ``CheckpointError`` if there is no such tensor or the file changed meanwhile.
  public func tensor(_ name: String) throws -> Tensor {
    guard let entry = header.entries[name] else {
      throw CheckpointError("'\(path)' holds no tensor '\(name)'.")
    }
    let range = base + entry.range.lowerBound..<base + entry.range.upperBound
    let data = try Self.read(handle, range, path)
    var result = Tensor(uninitialized: Shape(entry.shape))
    result.withMutableFloats { target in
      data.withUnsafeBytes { entry.type.convert($0, to: target) }
    }
    return result
  }

  private static func read(_ handle: FileHandle, _ range: Range<Int>, _ path: String) throws -> Data
  {
    let data: Data
    do {
      try handle.seek(toOffset: UInt64(range.lowerBound))
      data = try handle.read(upToCount: range.count) ?? Data()
    } catch {
      throw CheckpointError("cannot read '\(path)': \(error.localizedDescription)")
    }
    guard data.count == range.count else {
      throw CheckpointError("'\(path)' became shorter while it was read.")
    }
    return data
  }

  /// What to say of the formats that people have instead. Only a file that cannot be safetensors is
  /// asked: the length of a header may begin with the same bytes.
  private static func otherFormat(_ start: Data, _ path: String) -> CheckpointError? {
    let formats: [(start: [UInt8], name: String)] = [
      ([0x50, 0x4B, 3, 4], "a PyTorch file (.pth, .pt)"),
      ([0x80, 2], "a Python pickle (.pth, .pt)"),
      ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
    ]
    return formats.first { start.starts(with: $0.start) }.map {
      CheckpointError(
        "'\(path)' is \($0.name), not a safetensors file; save the state_dict with"
          + " safetensors.torch.save_file.")
    }
  }
}
