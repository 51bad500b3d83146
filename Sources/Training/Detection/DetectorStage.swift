import Detection

/// A part of a training: which parts of the detector learn, and how fast.
///
/// MultiPathNet trains its towers on a trunk that stands still, AttractioNet's proposals were
/// another training: such schedules are lists of stages. Without stages everything learns at once.
public struct DetectorStage: Sendable, Hashable, Codable {
  public var name: String?
  public var epochs: Int
  /// The largest of this stage; nil for the recipe's. The recipe's schedule runs anew in each stage.
  public var learningRate: Float?
  public var losses: Set<DetectorLoss>
  /// What stands still: the starts of parameters' names, such as `trunk` or `trunk.layer1`. A batch
  /// normalisation that stands still is a fixed affine layer.
  public var frozen: [String]

  public init(
    name: String? = nil, epochs: Int, learningRate: Float? = nil,
    losses: Set<DetectorLoss> = Set(DetectorLoss.allCases), frozen: [String] = []
  ) {
    self.name = name
    self.epochs = epochs
    self.learningRate = learningRate
    self.losses = losses
    self.frozen = frozen
  }

  private enum CodingKeys: CodingKey {
    case name, epochs, learningRate, losses, frozen
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try values.decodeIfPresent(String.self, forKey: .name),
      epochs: try values.decode(Int.self, forKey: .epochs),
      learningRate: try values.decodeIfPresent(Float.self, forKey: .learningRate),
      losses: try values.decodeIfPresent(Set.self, forKey: .losses)
        ?? Set(DetectorLoss.allCases),
      frozen: try values.decodeIfPresent([String].self, forKey: .frozen) ?? [])
  }

  /// Losses in their order, so that the same stage is always the same text.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeIfPresent(name, forKey: .name)
    try values.encode(epochs, forKey: .epochs)
    try values.encodeIfPresent(learningRate, forKey: .learningRate)
    try values.encode(DetectorLoss.allCases.filter(losses.contains), forKey: .losses)
    try values.encode(frozen, forKey: .frozen)
  }

  func freezes(_ parameter: String) -> Bool {
    frozen.contains { parameter == $0 || parameter.hasPrefix("\($0).") }
  }
}

extension DetectorRecipe {
  /// The stage of an epoch, counted from 0, and the epochs before the stage.
  func stage(ofEpoch epoch: Int) -> (stage: DetectorStage, start: Int) {
    var start = 0
    for stage in stages {
      if epoch < start + stage.epochs { return (stage, start) }
      start += stage.epochs
    }
    return (DetectorStage(epochs: epochs - start), start)
  }
}

extension DetectorRecipe: TrainingRecipe {
  package var scheduleEpochs: Int { stages.map(\.epochs).min() ?? epochs }

  package func learningRate(at progress: Double) -> Float {
    let (stage, start) = stage(ofEpoch: Int(progress))
    let factor = schedule.factor(at: progress - Double(start), of: stage.epochs)
    return (stage.learningRate ?? learningRate) * Float(factor)
  }
}
