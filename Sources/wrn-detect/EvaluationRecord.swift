import Detection

/// The first line of `eval --json` and `score --json`.
struct EvaluationRecord: Encodable {
  let type = "evaluation"
  let AP, AP50, AP75, APs, APm, APl: Double
  let AR1, AR10, AR100, ARs, ARm, ARl: Double

  init(_ metrics: COCOMetrics) {
    (AP, AP50, AP75) = (metrics.AP, metrics.AP50, metrics.AP75)
    (APs, APm, APl) = (metrics.APs, metrics.APm, metrics.APl)
    (AR1, AR10, AR100) = (metrics.AR1, metrics.AR10, metrics.AR100)
    (ARs, ARm, ARl) = (metrics.ARs, metrics.ARm, metrics.ARl)
  }
}
