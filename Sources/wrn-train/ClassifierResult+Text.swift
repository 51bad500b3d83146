import ToolSupport
import Training

extension ClassifierResult {
  /// "error 11.40 % after 10 of 200 epochs; the paper's Table 4 has 4.17 %", and the best below. Of
  /// more epochs: "error 4.10 % after 400 epochs; the paper's Table 4 has 4.17 % after 200".
  var text: String {
    let duration =
      (epoch < epochs ? "\(epoch) of \(epochs)" : "\(epoch)")
      + (max(epoch, epochs) == 1 ? " epoch" : " epochs")
    let comparison = expected.map {
      "; the paper's \($0.source) has \(Self.text($0.error, $0.top5Error))"
        + (epoch > epochs ? " after \(epochs)" : "")
    }
    let shownTop5 = expected?.top5Error == nil ? nil : top5Error
    return """
      error \(Self.text(error, shownTop5)) after \(duration)\(comparison ?? "")
      best \(Self.text(bestError)) at epoch \(bestEpoch); weights in '\(best)'.
      """
  }

  private static func text(_ error: Double, _ top5Error: Double? = nil) -> String {
    let top5 = top5Error.map { ", top-5 \(NumberText.fixed($0, decimals: 2)) %" }
    return "\(NumberText.fixed(error, decimals: 2)) %\(top5 ?? "")"
  }
}
