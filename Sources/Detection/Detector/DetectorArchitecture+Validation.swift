/// A detector that cannot be built as described.
public struct DetectorError: Error, CustomStringConvertible, Sendable {
  public let description: String

  init(_ description: String) { self.description = description }
}

extension DetectorArchitecture {
  /// - Throws: `DetectorError` for the first value that makes no network.
  func validate() throws(DetectorError) {
    let levels = trunk.levels
    guard !levels.isEmpty, levels.allSatisfy((1...4).contains), Set(levels).count == levels.count
    else {
      throw DetectorError("'trunk.levels' must be different layers in 1...4, got \(levels).")
    }
    let foveal = regions.foveal
    guard !foveal.isEmpty, Set(foveal).count == foveal.count else {
      throw DetectorError(
        "'regions.foveal' must be different factors, such as [1, 1.5], got"
          + " \(foveal.map(\.rawValue)).")
    }
    // An object has two ends, each in a cell of its own.
    let cells = [
      ("proposals.localizationCells", proposals.localizationCells),
      ("localization.cells", localization.cells),
    ]
    for (name, value) in cells where !(2...1024).contains(value) {
      throw DetectorError("'\(name)' must be in 2...1024, got \(value).")
    }
    let sizes = [
      ("narrowedChannels", narrowedChannels),
      ("proposals.objectnessUnits", proposals.objectnessUnits),
      ("proposals.localizationChannels", proposals.localizationChannels),
      ("regions.reducedChannels", regions.reducedChannels),
      ("regions.towerUnits", regions.towerUnits),
      ("localization.channels", localization.channels),
    ]
    guard (0...8).contains(proposals.objectnessLayers) else {
      throw DetectorError(
        "'proposals.objectnessLayers' must be in 0...8, got \(proposals.objectnessLayers).")
    }
    for (name, value) in sizes where !(1...16384).contains(value) {
      throw DetectorError("'\(name)' must be in 1...16384, got \(value).")
    }
  }
}
