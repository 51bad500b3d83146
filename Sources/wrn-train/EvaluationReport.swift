import CommonSupport
import ToolSupport
import Training

/// What `eval` prints.
struct EvaluationReport: Encodable {
  let type = "evaluation"
  let dataset: String
  let images, correct: Int
  /// Shares in 0...1.
  let top1, top5: Double
  let loss: Double

  init(dataset: String, _ metrics: ClassificationMetrics) {
    self.dataset = dataset
    images = metrics.images
    correct = metrics.correct
    top1 = metrics.top1
    top5 = metrics.top5
    loss = metrics.loss
  }

  var text: String {
    "\(dataset): \(correct.grouped) of \(images.grouped) pictures right, "
      + "top-1 \(percent(top1)), top-5 \(percent(top5)), loss \(NumberText.value(loss))"
  }
}
