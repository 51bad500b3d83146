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

extension DetectorArchitecture {
  /// No detector of this architecture has fewer scalars: the sizes of its largest tensors, counted
  /// in `Double` since values may be anything.
  fileprivate func leastScalarCount(classes: Int) -> Double {
    let levels = trunk.levels.filter((1...4).contains)
    let last = regions.head == .layer4 ? 4 : Double(levels.max() ?? 1)
    // Channels are rounded down.
    let trunkChannels = max(0, 32 * exp2(last) * trunk.width - 1)
    let pooledChannels = Double(narrowedChannels) * Double(trunk.levels.count)
    return [
      2 * 9 * trunkChannels * trunkChannels,
      proposals.leastObjectnessScalars(inputs: 25 * pooledChannels),
      Self.localization(
        pooledChannels, proposals.localizationChannels, Double(proposals.localizationCells)),
      Self.localization(
        pooledChannels, localization.channels, localization.outputs(classes: classes)),
      regionScalars(classes: classes, layer4Channels: trunkChannels),
    ].reduce(0, +)
  }

  private func regionScalars(classes: Int, layer4Channels: Double) -> Double {
    let classOutputs = Double(regions.thresholds.count) * Double(classes + 1)
    let boxOutputs = regions.boxTower ? 4 * Double(classes) : 0
    switch regions.head {
    case .layer4: return layer4Channels * (classOutputs + boxOutputs)
    case .foveal:
      let units = Double(regions.towerUnits)
      let classUnits = Double(regions.foveal.count) * units
      let boxUnits = regions.boxTower ? units : 0
      return 49 * Double(regions.reducedChannels) * (classUnits + boxUnits)
        + classUnits * classOutputs + boxUnits * boxOutputs
    }
  }

  private static func localization(_ inputs: Double, _ channels: Int, _ outputs: Double) -> Double {
    let channels = Double(channels)
    return 9 * (inputs + channels) * channels + 2 * 14 * channels * outputs
  }
}

extension ProposalArchitecture {
  fileprivate func leastObjectnessScalars(inputs: Double) -> Double {
    let (layers, units) = (Double(objectnessLayers), Double(objectnessUnits))
    return layers < 1 ? inputs : (inputs + (layers - 1) * units) * units
  }
}
