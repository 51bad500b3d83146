/// A detector that cannot be built as described.
public struct DetectorError: Error, CustomStringConvertible, Sendable {
  public let description: String

  init(_ description: String) { self.description = description }
}

extension DetectorArchitecture {
  /// - Throws: `DetectorError` for the first value that makes no network.
  func validate() throws(DetectorError) {
    guard !levels.isEmpty, levels.allSatisfy((1...4).contains), Set(levels).count == levels.count
    else {
      throw DetectorError("'levels' must be different layers in 1...4, got \(levels).")
    }
    guard !regions.isEmpty, Set(regions).count == regions.count else {
      throw DetectorError(
        "'regions' must be different factors, such as [1, 1.5], got \(regions.map(\.rawValue)).")
    }
    let sizes = [
      ("proposalChannels", proposalChannels), ("objectnessUnits", objectnessUnits),
      ("localizationChannels", localizationChannels), ("localizationCells", localizationCells),
      ("reducedChannels", reducedChannels), ("towerUnits", towerUnits),
    ]
    for (name, value) in sizes where !(1...16384).contains(value) {
      throw DetectorError("'\(name)' must be in 1...16384, got \(value).")
    }
  }
}
