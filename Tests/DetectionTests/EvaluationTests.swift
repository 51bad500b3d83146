import Datasets
import Detection
import Foundation
import TestSupport
import Testing

@Suite struct EvaluationTests {
  /// pycocotools' numbers for one case of `expected.json`.
  struct Expected: Decodable {
    struct Category: Decodable {
      let AP: Double
      let AP50: Double
      let AP75: Double?
      let AR100: Double
    }
    let stats: [String: Double]
    let categories: [String: Category]
    let proposals: [String: Double]
    let errors: Errors?
  }

  /// tidecv's numbers.
  struct Errors: Decodable {
    let AP50: Double
    let dAP50: [String: Double]
    let counts: [String: Int]
  }

  static let folder = (Bundle.module.resourcePath ?? "") + "/Fixtures/Evaluation"

  func load(_ name: String) throws -> (COCODataset, [COCODetection]) {
    (
      try COCODataset(contentsOf: "\(Self.folder)/\(name)-truth.json", boxes: .untouched),
      try COCODetection.read(from: "\(Self.folder)/\(name)-results.json")
    )
  }

  func expected(_ name: String) throws -> Expected {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/expected.json"))
    let all = try JSONDecoder().decode([String: Expected].self, from: data)
    return try #require(all[name])
  }

  @Test(
    arguments: [
      ("mixed", .corrected), ("crowded", .corrected), ("sparse", .corrected),
      ("errors", .corrected), ("mixed", .pycocotools), ("crowded", .pycocotools),
      ("quirks", .pycocotools),
    ] as [(String, EvaluationRules)])
  func agreesWithPycocotools(name: String, rules: EvaluationRules) throws {
    let expected = try expected(name)
    let (truth, results) = try load(name)
    let evaluator = COCOEvaluator(groundTruth: truth, rules: rules)
    let metrics = try evaluator.evaluate(results)
    expectEqual(metrics.twelve, expected.stats)
    for category in metrics.categories {
      let wanted = try #require(expected.categories["\(category.id)"])
      #expect(abs(category.AP - wanted.AP) < 1e-9)
      #expect(abs(category.AP50 - wanted.AP50) < 1e-9)
      #expect(abs(category.AP75 - (wanted.AP75 ?? .nan)) < 1e-9)
      #expect(abs(category.AR100 - wanted.AR100) < 1e-9)
    }
    #expect(metrics.categories.count == expected.categories.count)
    let recall = try evaluator.proposalRecall(results)
    expectEqual(recall.numbers, expected.proposals)
  }

  /// What pycocotools gets wrong, one thing at a time, beside what is right.
  @Test func correctsPycocotools() throws {
    let (truth, results) = try load("quirks")
    let evaluator = COCOEvaluator(groundTruth: truth)
    let metrics = try evaluator.evaluate(results)
    let theirs = try expected("quirks").stats["AP"] ?? .nan
    #expect(abs(metrics.AP - theirs) > 0.005)
    let unlisted = results.count { $0.categoryID == 7 }
    #expect(metrics.unlistedDetections == unlisted)
    #expect(
      PycocotoolsDifferences(truth).habits == [
        "never counts the annotation of id 0 as found",
        "counts the 8 annotations with 'ignore' like any other",
        "takes the last of the annotations that share 3 ids (6, ...) for all of them",
      ])
    // Ids of their own change nothing: none of them is looked at.
    let renumbered = try COCODataset(
      images: truth.images, categories: truth.categories,
      annotations: truth.annotations.enumerated().map { index, annotation in
        var annotation = annotation
        annotation.id = index + 1
        return annotation
      }, boxes: .untouched)
    #expect(try COCOEvaluator(groundTruth: renumbered).evaluate(results) == metrics)
    // A detection of an ignored object is no mistake, one beside it is.
    let plain = try COCODataset(
      images: truth.images, categories: truth.categories,
      annotations: renumbered.annotations.filter { !$0.isIgnored }, boxes: .untouched)
    let perfect = renumbered.annotations.map {
      COCODetection(imageID: $0.imageID, categoryID: $0.categoryID, bbox: $0.bbox, score: 1)
    }
    let withIgnored = try COCOEvaluator(groundTruth: renumbered).evaluate(perfect)
    #expect(abs(withIgnored.AP - 1) < 1e-9)
    let without = try COCOEvaluator(groundTruth: plain).evaluate(perfect)
    #expect(without.AP < 0.99)
    #expect(PycocotoolsDifferences(plain).habits.isEmpty)
  }

  @Test func annotationIdZeroCounts() throws {
    let (truth, results) = try load("mixed")
    let shifted = try COCODataset(
      images: truth.images, categories: truth.categories,
      annotations: truth.annotations.map {
        COCOAnnotation(
          id: $0.id - 5, imageID: $0.imageID, categoryID: $0.categoryID, bbox: $0.bbox,
          area: $0.area, isCrowd: $0.isCrowd)
      }, boxes: .untouched)
    #expect(shifted.annotations.contains { $0.id == 0 })
    let (one, other) = (
      try COCOEvaluator(groundTruth: truth).evaluate(results),
      try COCOEvaluator(groundTruth: shifted).evaluate(results)
    )
    #expect(one == other)
  }

  @Test func noDetectionsGiveZeros() throws {
    let (truth, _) = try load("mixed")
    let metrics = try COCOEvaluator(groundTruth: truth).evaluate([])
    #expect(metrics.twelve.values.allSatisfy { $0 == 0 })
    let recall = try COCOEvaluator(groundTruth: truth).proposalRecall([])
    #expect(recall.AR1000 == 0)
    #expect(recall.ARs10 == 0)
  }

  @Test func perfectDetectionsGiveOnes() throws {
    let (truth, _) = try load("mixed")
    let perfect = truth.annotations.map {
      COCODetection(imageID: $0.imageID, categoryID: $0.categoryID, bbox: $0.bbox, score: 1)
    }
    let metrics = try COCOEvaluator(groundTruth: truth).evaluate(perfect)
    #expect(abs(metrics.AP - 1) < 1e-9)
    #expect(abs(metrics.AR100 - 1) < 1e-9)
  }

  @Test func unlistedImagesAndCategories() throws {
    let (truth, results) = try load("sparse")
    let evaluator = COCOEvaluator(groundTruth: truth)
    let reference = try evaluator.evaluate(results)
    var unlisted = results[0]
    unlisted.categoryID = 91
    let metrics = try evaluator.evaluate(results + [unlisted])
    #expect(metrics.unlistedDetections == 1)
    #expect(metrics.twelve == reference.twelve)
    unlisted.imageID = 99
    let error = #expect(throws: EvaluationError.self) {
      _ = try evaluator.evaluate(results + [unlisted])
    }
    #expect(
      error?.description == """
        result 4 is of image 99, which the ground truth does not list; the results belong to another data \
        set.
        """)
    unlisted.imageID = 1
    unlisted.bbox.x = .nan
    #expect(throws: EvaluationError.self) { _ = try evaluator.evaluate([unlisted]) }
  }

  @Test func printsTwelveLinesAsPycocotools() throws {
    let (truth, results) = try load("sparse")
    let lines = try COCOEvaluator(groundTruth: truth).evaluate(results).description
      .split(separator: "\n")
    #expect(lines.count == 12)
    #expect(
      lines[0]
        == " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.554")
    #expect(
      lines[1]
        == " Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 1.000")
    #expect(
      lines[9]
        == " Average Recall     (AR) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = -1.000")
  }

  @Test(.enabled(if: RealData.has("coco-eval-fixture")))
  func agreesOnRealAnnotations() throws {
    let folder = "\(RealData.folder)/coco-eval-fixture"
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/expected.json"))
    let cases = try JSONDecoder().decode([String: RealCase].self, from: data)
      .filter { $0.value.iouType == "bbox" }
    #expect(cases.count == 2)
    for (_, expected) in cases {
      let truth = try COCODataset(contentsOf: "\(folder)/\(expected.gt)", boxes: .untouched)
      let results = try COCODetection.read(from: "\(folder)/\(expected.dt)")
      let metrics = try COCOEvaluator(groundTruth: truth).evaluate(results)
      expectEqual(metrics.twelve, expected.stats)
      for category in metrics.categories {
        let wanted = try #require(expected.perCategory["\(category.id)"])
        #expect(abs(category.AP - wanted.AP) < 1e-9)
        #expect(abs(category.AR100 - wanted.AR100) < 1e-9)
      }
    }
  }

  struct RealCase: Decodable {
    let gt: String
    let dt: String
    let iouType: String
    let stats: [String: Double]
    let perCategory: [String: Expected.Category]
  }

  func expectEqual(_ found: [String: Double], _ expected: [String: Double]) {
    #expect(Set(found.keys) == Set(expected.keys))
    for (name, value) in expected {
      #expect(abs((found[name] ?? .nan) - value) < 1e-9, "\(name)")
    }
  }
}

extension COCOMetrics {
  /// The twelve numbers by name.
  var twelve: [String: Double] {
    [
      "AP": AP, "AP50": AP50, "AP75": AP75, "APs": APs, "APm": APm, "APl": APl, "AR1": AR1,
      "AR10": AR10, "AR100": AR100, "ARs": ARs, "ARm": ARm, "ARl": ARl,
    ]
  }
}

extension ProposalRecall {
  /// By name.
  var numbers: [String: Double] {
    [
      "AR10": AR10, "AR100": AR100, "AR1000": AR1000, "ARs10": ARs10, "ARs100": ARs100,
      "ARs1000": ARs1000, "ARm10": ARm10, "ARm100": ARm100, "ARm1000": ARm1000, "ARl10": ARl10,
      "ARl100": ARl100, "ARl1000": ARl1000,
    ]
  }
}
