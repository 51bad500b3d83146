import WideResNet

extension DetectorArchitecture {
  /// Refuses a detector that no memory holds, before any part of it is built.
  /// - Throws: `NetworkError` if there is no such trunk, or if trunk and heads are too large.
  /// - Precondition: The architecture is valid.
  func checkSize(classes: Int) throws {
    let trunkScalars = try ResidualTrunk.weightCount(
      imageNetDepth: trunk.depth, width: trunk.width, groupCount: groupCount)
    try NetworkError.check(
      weights: trunkScalars + leastHeadScalars(classes: classes), of: "the detector",
      advice: "fewer units and channels ('regions.towerUnits', 'regions.reducedChannels',"
        + " 'narrowedChannels', 'proposals.objectnessUnits') or a smaller trunk")
  }

  /// No detector of this architecture has fewer scalars: the sizes of its largest tensors, counted
  /// in `Double` since values may be anything.
  package func leastScalarCount(classes: Int) -> Double {
    2 * 9 * leastTrunkChannels * leastTrunkChannels + leastHeadScalars(classes: classes)
  }

  /// Between the convolutions of the trunk's last group. Channels are rounded down.
  private var leastTrunkChannels: Double {
    let last = regions.head == .layer4 ? 4 : trunk.levels.filter((1...4).contains).max() ?? 1
    return max(0, Double(32 << last) * trunk.width - 1)
  }

  private func leastHeadScalars(classes: Int) -> Double {
    let pooledChannels = Double(narrowedChannels) * Double(trunk.levels.count)
    return [
      proposals.leastObjectnessScalars(inputs: 25 * pooledChannels),
      Self.localization(
        pooledChannels, proposals.localizationChannels, Double(proposals.localizationCells)),
      Self.localization(
        pooledChannels, localization.channels, localization.outputs(classes: classes)),
      regionScalars(classes: classes),
    ].reduce(0, +)
  }

  private func regionScalars(classes: Int) -> Double {
    let classOutputs = Double(regions.thresholds.count) * Double(classes + 1)
    let boxOutputs = regions.boxTower ? 4 * Double(classes) : 0
    switch regions.head {
    case .layer4:
      // Bottlenecks are widened only inside: they end with 2048 channels.
      return min(2048, leastTrunkChannels) * (classOutputs + boxOutputs)
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
