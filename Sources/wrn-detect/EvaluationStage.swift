import Detection

/// A step of inference that is switched on after those before it.
struct EvaluationStage {
  let name: String
  let change: @Sendable (inout InferenceSettings) -> Void

  /// From proposals that are only classified to everything that inference can do.
  static let all = [
    EvaluationStage(name: "proposals, classified") {
      $0.scoringRounds = 1
      $0.votingOverlap = nil
      $0.scales = []
      $0.flip = false
    },
    EvaluationStage(name: "+ LocNet") { $0.scoringRounds = 2 },
    EvaluationStage(name: "+ iteration") { $0.scoringRounds = 4 },
    EvaluationStage(name: "+ voting") { $0.votingOverlap = InferenceSettings().votingOverlap },
    // As far from the size that was trained as the training's jitter goes.
    EvaluationStage(name: "+ sizes 0.8, 1.25") {
      let size = $0.size
      $0.scales = [(4, 5), (5, 4)].map { numerator, denominator in
        ImageSizing(
          shortSide: size.shortSide * numerator / denominator,
          longSide: size.longSide * numerator / denominator)
      }
    },
    EvaluationStage(name: "+ flip") { $0.flip = true },
  ]

  /// The settings after each step; what no step changes is as in `settings`.
  static func settings(
    from settings: InferenceSettings
  ) -> [(name: String, settings: InferenceSettings)] {
    var settings = settings
    return all.map { stage in
      stage.change(&settings)
      return (stage.name, settings)
    }
  }
}
