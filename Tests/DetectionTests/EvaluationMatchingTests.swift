import Datasets
import Detection
import TensorCore
import TestSupport
import Testing

/// Matching all conditions at once against one at a time, on random scenes full of ties.
@Suite struct EvaluationMatchingTests {
  /// Boxes on a coarse grid: many equal IoUs; few scores: many equal scores.
  func scene(
    seed: UInt64, images: Int, categories: Int, objects: Int, detections: Int
  ) throws -> (COCODataset, [COCODetection]) {
    var generator = RandomGenerator(seed: seed)
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    func box() -> COCOBox {
      COCOBox(
        x: Double(pick(0...4) * 8), y: Double(pick(0...4) * 8), width: Double(pick(1...4) * 32),
        height: Double(pick(1...4) * 32))
    }
    let annotations = (0..<objects).map {
      COCOAnnotation(
        id: $0, imageID: pick(1...images) * 3, categoryID: pick(1...categories), bbox: box(),
        area: [1023.5, 1024, 1025, 5000, 9216, 9217][pick(0...5)], isCrowd: pick(0...6) == 0)
    }
    let truth = try COCODataset(
      images: (1...images).reversed().map {
        COCOImage(id: $0 * 3, fileName: "\($0)", width: 200, height: 200)
      }, categories: (1...categories).map { COCOCategory(id: $0, name: "\($0)") },
      annotations: annotations, boxes: .untouched)
    let results = (0..<detections).map { _ in
      COCODetection(
        imageID: pick(1...images) * 3, categoryID: pick(1...categories), bbox: box(),
        score: Double(pick(1...12)) / 12)
    }
    return (truth, results)
  }

  @Test(arguments: [
    (1, 1, 1, 0), (1, 1, 1, 1), (1, 1, 0, 5), (1, 1, 40, 300), (2, 3, 30, 60), (5, 2, 90, 200),
    (4, 1, 200, 90),
  ])
  func agreesWithTheReference(images: Int, categories: Int, objects: Int, detections: Int) throws {
    for seed in 0..<8 {
      let (truth, results) = try scene(
        seed: UInt64(seed), images: images, categories: categories, objects: objects,
        detections: detections)
      let metrics = try COCOEvaluator(groundTruth: truth).evaluate(results)
      let reference = ReferenceEvaluator(truth: truth, results: results)
      func means(_ area: Int, _ limit: Int = 100, only threshold: Int? = nil)
        -> (precision: Double, recall: Double)
      {
        let thresholds = ReferenceEvaluator.thresholds
        return reference.means(
          area: area, limit: limit, thresholds: threshold.map { [thresholds[$0]] } ?? thresholds)
      }
      let expected = [
        "AP": means(0).precision, "AP50": means(0, only: 0).precision,
        "AP75": means(0, only: 5).precision, "APs": means(1).precision, "APm": means(2).precision,
        "APl": means(3).precision, "AR1": means(0, 1).recall, "AR10": means(0, 10).recall,
        "AR100": means(0).recall, "ARs": means(1).recall, "ARm": means(2).recall,
        "ARl": means(3).recall,
      ]
      for (name, value) in expected {
        #expect(abs((metrics.twelve[name] ?? .nan) - value) < 1e-12, "\(name), seed \(seed)")
      }
    }
  }

  /// More cells than a task takes.
  @Test func isTheSameForAnyNumberOfThreads() throws {
    let (truth, results) = try scene(
      seed: 1, images: 150, categories: 7, objects: 2000, detections: 6000)
    let evaluator = COCOEvaluator(groundTruth: truth)
    let metrics = try Pools.results { try evaluator.evaluate(results) }
    #expect(metrics.allSatisfy { $0 == metrics[0] })
    let recalls = try Pools.results { try evaluator.proposalRecall(results) }
    #expect(recalls.allSatisfy { $0 == recalls[0] })
  }

  /// An order in the file that is not that of the images changes nothing but ties.
  @Test func orderOfTheResultsDoesNotMatterWithoutTies() throws {
    var (truth, results) = try scene(
      seed: 2, images: 6, categories: 2, objects: 60, detections: 150)
    for index in results.indices { results[index].score += Double(index) * 1e-6 }
    let evaluator = COCOEvaluator(groundTruth: truth)
    #expect(try evaluator.evaluate(results) == evaluator.evaluate(results.reversed()))
    truth = try COCODataset(
      images: truth.images.reversed(), categories: truth.categories,
      annotations: Array(truth.annotations), boxes: .untouched)
    #expect(try COCOEvaluator(groundTruth: truth).evaluate(results) == evaluator.evaluate(results))
  }
}
