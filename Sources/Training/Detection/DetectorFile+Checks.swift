import Checkpoints
import Detection
import Foundation

/// What is asked of a file before a network is built from it: it may come from a stranger.
extension DetectorFile {
  static func checkFormat(_ file: SafetensorsFile) throws {
    guard let format = file.metadata[Key.format.rawValue] else {
      // The last layer of torchvision's classifiers and of this package's.
      let isClassifier = file.contains("fc.weight")
      throw CheckpointError(
        "'\(file.path)' holds \(isClassifier ? "a classifier" : "no detector"); expected weights"
          + " that 'wrn-detect train' has written.")
    }
    guard format == version else {
      throw CheckpointError(
        "'\(file.path)' is a detector file of version '\(format)', and this program reads version"
          + " \(version); it may come from a newer program.")
    }
  }

  /// A value from the metadata's JSON.
  static func value<Value: Decodable>(_ key: Key, of file: SafetensorsFile) throws -> Value {
    func damaged(_ reason: String) -> CheckpointError {
      CheckpointError(
        "the metadata of '\(file.path)' is damaged or from another version: \(reason).")
    }
    guard let text = file.metadata[key.rawValue] else {
      throw damaged("there is no '\(key.rawValue)'")
    }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch let error as DecodingError {
      throw damaged("in '\(key.rawValue)', \(error.sentence(format: "JSON"))")
    } catch {
      throw damaged("'\(key.rawValue)' cannot be read")
    }
  }

  static func problem(with categories: [DetectorCategory]) -> String? {
    if categories.isEmpty { return "it has no categories" }
    var names: [Int: String] = [:]
    for category in categories {
      if let other = names.updateValue(category.name, forKey: category.id) {
        return "the categories '\(other)' and '\(category.name)' have the same id \(category.id)"
      }
    }
    return nil
  }

  /// Metadata may claim any size: only what the file can fill is built.
  static func checkSize(
    of file: SafetensorsFile, _ architecture: DetectorArchitecture, classes: Int
  ) throws {
    let count = file.names.reduce(0.0) { $0 + Double(file.shape(of: $1)?.count ?? 0) }
    let least = architecture.leastScalarCount(classes: classes)
    guard least <= count else {
      throw CheckpointError(
        "'\(file.path)' describes a detector of at least \(String(format: "%.3g", least)) weights"
          + " and holds \(String(format: "%.3g", count)); it is damaged or holds weights of another"
          + " network.")
    }
  }
}
