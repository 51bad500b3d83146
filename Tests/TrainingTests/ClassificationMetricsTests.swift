import TensorCore
import Testing
import Training

@Suite struct ClassificationMetricsTests {
  @Test func ranksAndMeans() {
    var metrics = ClassificationMetrics()
    let logits = Tensor(
      [
        9, 0, 1, 2, 3, 4, 5,
        6, 5, 4, 3, 2, 1, 0,
        6, 5, 4, 3, 2, 1, 0,
      ], shape: [3, 7])
    metrics.add(logits: logits, labels: [0, 4, 5], loss: 2)
    #expect((metrics.images, metrics.correct, metrics.correctInFive) == (3, 1, 2))
    metrics.add(logits: Tensor([0, 1], shape: [1, 2]), labels: [1], loss: 6)
    #expect((metrics.top1, metrics.top5, metrics.loss) == (0.5, 0.75, 3))
  }

  @Test func amongEqualsTheFirstWins() {
    var metrics = ClassificationMetrics()
    metrics.add(logits: Tensor([1, 1, 1, 1], shape: [2, 2]), labels: [0, 1], loss: 0)
    #expect(metrics.correct == 1)
  }

  @Test(arguments: [[.nan, .nan, .nan], [.nan, 1, 0], [0, 1, .nan]] as [[Float]])
  func whatIsNoNumberIsWrong(logits: [Float]) {
    var metrics = ClassificationMetrics()
    metrics.add(logits: Tensor(logits, shape: [1, 3]), labels: [1], loss: .nan)
    #expect(metrics.correct == 0)
  }

  @Test func noPicturesAreNoError() {
    #expect(ClassificationMetrics().top1 == 0 && ClassificationMetrics().loss == 0)
  }
}
