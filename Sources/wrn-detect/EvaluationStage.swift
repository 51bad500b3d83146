import Detection

/// A step of inference that is switched on after those before it.
struct EvaluationStage {
  let name: String
  let change: (inout InferenceSettings) -> Void

  /// From proposals that are only classified to everything that inference can do.
  ///
  /// - Parameter own: The detector's settings: what they use is switched on with their values, as in
  ///   `eval` without stages; the rest with usual ones.
  private static func all(for own: InferenceSettings) -> [EvaluationStage] {
    [
      EvaluationStage(name: "proposals, classified") {
        $0.scoringRounds = 1
        $0.votingOverlap = nil
        $0.scales = []
        $0.flip = false
      },
      EvaluationStage(name: "+ LocNet") { $0.scoringRounds = 2 },
      EvaluationStage(name: "+ iteration") {
        $0.scoringRounds =
          own.scoringRounds > 2 ? own.scoringRounds : InferenceSettings().scoringRounds
      },
      EvaluationStage(name: "+ voting") {
        $0.votingOverlap = own.votingOverlap ?? InferenceSettings().votingOverlap
      },
      sizes(for: own),
      EvaluationStage(name: "+ flip") { $0.flip = true },
    ]
  }

  private static func sizes(for own: InferenceSettings) -> EvaluationStage {
    guard own.scales.isEmpty else {
      return EvaluationStage(name: "+ own sizes") { $0.scales = own.scales }
    }
    // As far from the size that was trained as the training's jitter goes.
    return EvaluationStage(name: "+ sizes 0.8, 1.25") {
      $0.scales = [(4, 5), (5, 4)].map { numerator, denominator in
        ImageSizing(
          shortSide: own.size.shortSide * numerator / denominator,
          longSide: own.size.longSide * numerator / denominator)
      }
    }
  }

  /// The settings after each step; what no step changes is as in `settings`.
  static func settings(
    from settings: InferenceSettings
  ) -> [(name: String, settings: InferenceSettings)] {
    var current = settings
    return all(for: settings).map { stage in
      stage.change(&current)
      return (stage.name, current)
    }
  }
}
