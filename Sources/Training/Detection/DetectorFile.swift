import Checkpoints
import Detection

/// A detector in one safetensors file: its weights under the names of `Detector.store`, and in the
/// metadata, as JSON, all that is needed to build and use it again: architecture, categories and
/// inference settings.
public enum DetectorFile {
  /// The layout of the metadata; a program reads its own version only.
  static let version = "2"

  enum Key: String {
    case format = "wrn-detect.format"
    case architecture = "wrn-detect.architecture"
    case categories = "wrn-detect.categories"
    case inference = "wrn-detect.inference"
  }

  /// Writes the file, which takes its name only when it is complete and on the disk.
  /// - Throws: `FileWriteError` if the disk is full or the folder cannot be written.
  public static func write(
    _ detector: Detector, inference: InferenceSettings, to path: String
  ) throws {
    let metadata = [
      // Hugging Face's libraries ask for it: the tensors are PyTorch's.
      "format": "pt",
      Key.format.rawValue: version,
      Key.architecture.rawValue: try detector.architecture.json(),
      Key.categories.rawValue: try detector.categories.json(),
      Key.inference.rawValue: try inference.json(),
    ]
    try detector.store.write(to: path, metadata: metadata)
  }

  /// Builds the detector that a file describes and loads its weights, all of them.
  /// - Throws: `CheckpointError` if the file cannot be read, is damaged, holds something other than
  ///   a detector or describes one that cannot be; `WeightsMismatch` if its weights are not those
  ///   of the detector it describes.
  public static func read(
    _ path: String
  ) throws -> (detector: Detector, inference: InferenceSettings) {
    let file = try SafetensorsFile(path)
    let (architecture, categories, inference) = try description(of: file)
    let detector: Detector
    do {
      detector = try Detector(uninitialized: architecture, categories: categories)
    } catch {
      throw CheckpointError("'\(path)' describes a detector that cannot be: \(error)")
    }
    try detector.store.load(file)
    return (detector, inference)
  }

  /// What a file says about its detector.
  /// - Throws: `CheckpointError` if it is none, or one that cannot be.
  static func description(
    of file: SafetensorsFile
  ) throws -> (DetectorArchitecture, [DetectorCategory], InferenceSettings) {
    try checkFormat(file)
    let architecture: DetectorArchitecture = try value(.architecture, of: file)
    let categories: [DetectorCategory] = try value(.categories, of: file)
    let inference: InferenceSettings = try value(.inference, of: file)
    if let problem = problem(with: categories) ?? inference.problem(for: categories) {
      throw CheckpointError("'\(file.path)' describes a detector that cannot be: \(problem).")
    }
    try checkSize(of: file, architecture, classes: categories.count)
    return (architecture, categories, inference)
  }

  /// The architecture of a file's detector, and how it looks at pictures.
  /// - Throws: As ``read(_:)``.
  package static func settings(
    of path: String
  ) throws -> (architecture: DetectorArchitecture, inference: InferenceSettings) {
    let (architecture, _, inference) = try description(of: SafetensorsFile(path))
    return (architecture, inference)
  }
}
