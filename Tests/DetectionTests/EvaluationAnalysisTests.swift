import Datasets
import Detection
import Testing

/// What goes beyond COCO's numbers: errors, confusion, curves and reasons.
@Suite struct EvaluationAnalysisTests {
  private let fixtures = EvaluationTests()

  private func evaluator(_ name: String) throws -> (COCOEvaluator, [COCODetection]) {
    let (truth, results) = try fixtures.load(name)
    return (COCOEvaluator(groundTruth: truth), results)
  }

  @Test func errorsAgreeWithTidecv() throws {
    let goldens = try fixtures.expected("errors")
    let expected = try #require(goldens.errors)
    let (evaluator, results) = try evaluator("errors")
    let errors = try evaluator.errors(results)
    #expect(abs(errors.AP50 - expected.AP50) < 1e-9)
    for kind in DetectionErrors.Kind.allCases {
      let cost = errors.cost(of: kind)
      #expect(abs(cost.dAP50 - (expected.dAP50[kind.rawValue] ?? .nan)) < 1e-9, "\(kind)")
      #expect(cost.count == expected.counts[kind.rawValue], "\(kind)")
      #expect(cost.count > 0 && cost.dAP50 > 0, "\(kind)")
    }
    let (positives, negatives) = (errors.falsePositives, errors.falseNegatives)
    #expect(abs(positives.dAP50 - (expected.dAP50["falsePositives"] ?? .nan)) < 1e-9)
    #expect(abs(negatives.dAP50 - (expected.dAP50["falseNegatives"] ?? .nan)) < 1e-9)
  }

  /// Ties, crowds, limits: what is corrected is AP50 as COCO has it.
  @Test(arguments: ["mixed", "crowded", "sparse", "errors", "quirks"])
  func errorsStartFromAP50(name: String) throws {
    let (evaluator, results) = try evaluator(name)
    let metrics = try evaluator.evaluate(results)
    let errors = try evaluator.errors(results)
    #expect(abs(errors.AP50 - metrics.AP50) < 1e-12)
    #expect(errors.falseNegatives.count <= metrics.objects)
  }

  @Test func errorsOfNothing() throws {
    let (evaluator, _) = try evaluator("mixed")
    let errors = try evaluator.errors([])
    #expect(errors.AP50 == 0)
    let metrics = try evaluator.evaluate([])
    #expect(errors.missed.count == metrics.objects)
    #expect(errors.missed.count == errors.falseNegatives.count)
    #expect(errors.background.count == 0)
    #expect(errors.background.dAP50 == 0)
  }

  /// One picture: objects of 40 x 40 pixels, categories 1 and 2.
  private func scene(
    _ objects: [(category: Int, x: Double, isCrowd: Bool)],
    _ found: [(category: Int, x: Double, score: Double)]
  ) throws -> (COCODataset, [COCODetection]) {
    func box(_ x: Double) -> COCOBox { COCOBox(x: x, y: 0, width: 40, height: 40) }
    let truth = try COCODataset(
      images: [COCOImage(id: 1, fileName: "a", width: 1000, height: 50)],
      categories: [COCOCategory(id: 1, name: "cat"), COCOCategory(id: 2, name: "dog")],
      annotations: objects.enumerated().map { index, object in
        COCOAnnotation(
          id: index + 1, imageID: 1, categoryID: object.category, bbox: box(object.x),
          isCrowd: object.isCrowd)
      }, boxes: .untouched)
    return (
      truth,
      found.map {
        COCODetection(imageID: 1, categoryID: $0.category, bbox: box($0.x), score: $0.score)
      }
    )
  }

  @Test func confusionOfAPicture() throws {
    let (truth, found) = try scene(
      [(1, 0, false), (1, 100, false), (2, 200, false), (2, 300, false), (1, 500, true)],
      [
        (1, 2, 0.9),  // right
        (2, 101, 0.8),  // a cat taken for a dog
        (1, 103, 0.7),  // the same cat, less well placed: nothing is left for it
        (1, 510, 0.9), (2, 510, 0.9),  // in a crowd of cats
        (2, 300, 0.2),  // not sure enough
        (2, 700, 0.5),  // nothing there
      ])
    let evaluator = COCOEvaluator(groundTruth: truth)
    let confusion = try evaluator.confusion(found, minimumScore: 0.25)
    #expect(confusion.categoryNames == ["cat", "dog"])
    #expect(confusion.counts == [[1, 1, 0], [0, 0, 2], [1, 2, 0]])
    #expect(confusion.background == 2)
    let unsure = try evaluator.confusion(found, minimumScore: 0.1)
    #expect(unsure.counts == [[1, 1, 0], [0, 1, 1], [1, 2, 0]])
    let strict = try evaluator.confusion(found, minimumScore: 0.25, minimumOverlap: 0.99)
    #expect(strict.counts == [[0, 0, 2], [0, 0, 2], [3, 3, 0]])
  }

  /// Every object and every sure detection is somewhere.
  @Test(arguments: ["mixed", "errors"])
  func confusionLosesNothing(name: String) throws {
    let (truth, results) = try fixtures.load(name)
    let counts = try COCOEvaluator(groundTruth: truth).confusion(results, minimumScore: 0.25).counts
    for (index, category) in truth.categories.enumerated() {
      let objects = truth.annotations.count { $0.categoryID == category.id && !$0.isCrowd }
      #expect(counts[index].reduce(0, +) == objects)
      let found = results.count { $0.categoryID == category.id && $0.score >= 0.25 }
      let column = counts.map { $0[index] }.reduce(0, +)
      #expect(column <= found)
    }
  }

  @Test func curvesAverageToAP() throws {
    let (evaluator, results) = try evaluator("mixed")
    let metrics = try evaluator.evaluate(results)
    let curves = try evaluator.curves(results)
    func average(_ curve: [Double]) -> Double { curve.reduce(0, +) / Double(curve.count) }
    #expect(abs(average(curves.mean[0]) - metrics.AP50) < 1e-12)
    #expect(abs(average(curves.mean[5]) - metrics.AP75) < 1e-12)
    #expect(abs(average(PrecisionRecallCurves.mean(curves.mean)) - metrics.AP) < 1e-12)
    for (category, curve) in zip(metrics.categories, curves.categories) {
      #expect(curve.name == category.name)
      #expect(curve.objects == category.objects)
      guard category.objects > 0 else {
        #expect(curve.precisions.allSatisfy { $0.isEmpty })
        continue
      }
      #expect(abs(average(curve.precisions[0]) - category.AP50) < 1e-12)
      #expect(curve.precisions[0].count == PrecisionRecallCurves.recalls.count)
      for precisions in curve.precisions {
        let isFalling = zip(precisions, precisions.dropFirst()).allSatisfy { $0 >= $1 }
        #expect(isFalling)
      }
    }
  }

  @Test func diagnoses() throws {
    let (truth, _) = try scene([(1, 0, false), (1, 100, false), (2, 200, false)], [])
    func diagnosis(_ found: [(category: Int, box: COCOBox)]) -> EvaluationDiagnosis {
      EvaluationDiagnosis(
        truth,
        found.map {
          COCODetection(imageID: 1, categoryID: $0.category, bbox: $0.box, score: 1)
        })
    }
    let right = COCOBox(x: 100, y: 0, width: 40, height: 40)
    #expect(diagnosis([(1, right)]).found == 1)
    #expect(diagnosis([(1, right)]).bestOverlap == 1)
    #expect(diagnosis([(2, right)]).onOtherCategory == 1)
    #expect(diagnosis([(2, right)]).besideOwnCategory == 1)
    let corners = diagnosis([(1, COCOBox(x: 100, y: 0, width: 140, height: 40))])
    #expect(corners.foundAsCorners == 1)
    #expect(corners.found == 0)
    let shares = diagnosis([(1, COCOBox(x: 0.1, y: 0, width: 0.04, height: 0.8))])
    #expect(shares.foundAsShares == 1)
    #expect(shares.found == 0)
  }

  /// What the evaluation ignores is no object to find; pycocotools knows only crowds.
  @Test func diagnosesLeaveOutWhatIsIgnored() throws {
    func box(_ x: Double) -> COCOBox { COCOBox(x: x, y: 0, width: 40, height: 40) }
    let truth = try COCODataset(
      images: [COCOImage(id: 1, fileName: "a", width: 1000, height: 50)],
      categories: [COCOCategory(id: 1, name: "cat")],
      annotations: [
        COCOAnnotation(id: 1, imageID: 1, categoryID: 1, bbox: box(0)),
        COCOAnnotation(id: 2, imageID: 1, categoryID: 1, bbox: box(100), isIgnored: true),
      ], boxes: .untouched)
    let found = [COCODetection(imageID: 1, categoryID: 1, bbox: box(100), score: 1)]
    let diagnosis = EvaluationDiagnosis(truth, found)
    #expect((diagnosis.besideOwnCategory, diagnosis.found) == (1, 0))
    #expect(diagnosis.bestOverlap == 0)
    #expect(EvaluationDiagnosis(truth, found, rules: .pycocotools).found == 1)
  }
}
