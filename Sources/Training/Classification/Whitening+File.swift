import Checkpoints
import CommonSupport
import Datasets
import Foundation
import TensorCore

extension Whitening {
  /// Its name in the folder of a run.
  package static let fileName = "whitening.safetensors"

  /// Which pictures a whitening was computed from.
  private struct Origin: Codable, Equatable {
    let dataset: String
    let pictures: Int
    let fingerprint: String
    var bias = Whitening.bias
  }

  private static let key = "whitening"

  /// The whitening of a training set: read from its file beside the data, or computed and written
  /// there for the next run.
  ///
  /// - Parameters:
  ///   - folder: Where the file is.
  ///   - note: Receives a sentence for people before a long computation, and if the file cannot be
  ///     used or written.
  /// - Throws: ``TrainingError`` as above.
  package init(
    of dataset: any ClassificationDataset, named name: String, folder: String,
    note: (String) -> Void
  ) throws {
    let path = "\(folder)/\(name)-whitening.safetensors"
    let origin = Origin(
      dataset: name, pictures: dataset.count, fingerprint: Self.fingerprint(of: dataset))
    if FileManager.default.fileExists(atPath: path) {
      do {
        let file = try SafetensorsFile(path)
        if file.metadata[Self.key].flatMap(Origin.init(json:)) == origin {
          self = try Self(file)
          return
        }
        note("'\(path)' is of other pictures, and is computed anew.")
      } catch {
        note("\(error) It is computed anew.")
      }
    }
    note("computing the ZCA whitening of \(dataset.count) pictures; this takes some ten seconds.")
    try self.init(of: dataset)
    do {
      try write(to: path, metadata: [Self.key: try origin.json()])
    } catch {
      note("\(error) The next run will compute it again.")
    }
  }

  /// Reads the whitening of a run, which is needed to use its weights.
  /// - Parameters:
  ///   - path: The weights.
  ///   - size: Pixels to a side of the pictures.
  /// - Throws: `CheckpointError` if the file is missing, damaged, or of pictures of another size.
  package init(besideFile path: String, size: Int) throws {
    let file = Folder.path(of: Self.fileName, beside: path)
    guard FileManager.default.fileExists(atPath: file) else {
      throw CheckpointError(
        "'\(path)' was trained on whitened pictures and needs '\(Self.fileName)' of its run beside it."
      )
    }
    try self.init(try SafetensorsFile(file))
    guard scalarCount == size * size * 3 else {
      throw CheckpointError(
        "'\(file)' whitens pictures of \(scalarCount) numbers; those of '\(path)' have"
          + " \(size * size * 3).")
    }
  }

  private init(_ file: SafetensorsFile) throws {
    let (mean, matrix) = (try file.tensor("mean"), try file.tensor("matrix"))
    guard mean.shape.rank == 1, matrix.shape == [mean.count, mean.count] else {
      throw CheckpointError(
        "'\(file.path)' is no whitening: its mean is \(mean.shape), its matrix \(matrix.shape).")
    }
    self.init(mean: mean, matrix: matrix)
  }

  func write(to path: String, metadata: [String: String] = [:]) throws {
    try SafetensorsFile.write([("mean", mean), ("matrix", matrix)], metadata: metadata, to: path)
  }

  /// Writes it into the folder of a run, where those who use the weights find it.
  /// - Throws: `FileWriteError` if the disk is full or the folder cannot be written.
  package func write(in run: RunFolder) throws {
    let path = "\(run.path)/\(Self.fileName)"
    if !FileManager.default.fileExists(atPath: path) { try write(to: path) }
  }

  /// Writes it beside weights that are exported.
  /// - Throws: `CheckpointError` if another one is there, which other weights need; `FileWriteError`.
  func write(besideFile path: String) throws {
    let file = Folder.path(of: Self.fileName, beside: path)
    guard FileManager.default.fileExists(atPath: file) else { return try write(to: file) }
    let there = try Self(try SafetensorsFile(file))
    guard there.mean.scalars == mean.scalars, there.matrix.scalars == matrix.scalars else {
      throw CheckpointError(
        "'\(file)' is another whitening than '\(path)' needs; choose another folder.")
    }
  }

  /// A number that other pictures, or the same in another order, hardly share.
  private static func fingerprint(of dataset: any ClassificationDataset) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<dataset.count {
      guard case .pixels(let pixels, _, _) = dataset.picture(at: index) else { continue }
      pixels.withUnsafeBytes { bytes in
        for offset in stride(from: 0, to: bytes.count - 7, by: 8) {
          let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
          hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
          hash ^= hash >> 32
        }
      }
    }
    return String(hash, radix: 16)
  }
}

extension ClassifierRecipe {
  /// The whitening that the recipe asks for, nil if it asks for none.
  ///
  /// - Parameters:
  ///   - run: The run that is resumed, whose own is used.
  ///   - note: Receives sentences for people.
  /// - Throws: ``TrainingError`` if the pictures cannot be whitened; `CheckpointError` if the run's
  ///   file is missing or damaged.
  package func whitening(
    of training: any ClassificationDataset, resuming run: RunFolder? = nil, note: (String) -> Void
  ) throws -> Whitening? {
    guard normalization == .zca else { return nil }
    if let run { return try Whitening(besideFile: run.weightsFile(.last), size: pictureSize) }
    return try Whitening(of: training, named: dataset.rawValue, folder: data, note: note)
  }
}
