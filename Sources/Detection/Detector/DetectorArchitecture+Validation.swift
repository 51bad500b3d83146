extension DetectorArchitecture {
  /// - Throws: `DetectorError` for the first value that makes no network.
  func validate() throws(DetectorError) {
    let levels = trunk.levels
    guard !levels.isEmpty, levels.allSatisfy((1...4).contains), levels.isAscending else {
      throw DetectorError(
        "'trunk.levels' must be different layers in 1...4, in ascending order, got \(levels).")
    }
    try validateRegions()
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

  private func validateRegions() throws(DetectorError) {
    if regions.head == .layer4, trunk.levels.last != 3 {
      throw DetectorError(
        "with 'regions.head: layer4', regions come from layer 3, so 'trunk.levels' must end with 3,"
          + " got \(trunk.levels).")
    }
    let foveal = regions.foveal
    guard !foveal.isEmpty, Set(foveal).count == foveal.count else {
      throw DetectorError(
        "'regions.foveal' must be different factors, such as [1, 1.5], got"
          + " \(foveal.map(\.rawValue)).")
    }
    let thresholds = regions.thresholds
    guard !thresholds.isEmpty, thresholds.allSatisfy({ $0 > 0 && $0 < 1 }), thresholds.isAscending
    else {
      throw DetectorError(
        "'regions.thresholds' must be different overlaps between 0 and 1, in ascending order, such as"
          + " [0.5, 0.75], got \(thresholds).")
    }
  }
}

extension Array where Element: Comparable {
  fileprivate var isAscending: Bool { zip(self, dropFirst()).allSatisfy { $0 < $1 } }
}
