import Foundation
import TestSupport
import Testing

@Suite struct WRNDetectScoreTests {
  let tool = Tool(name: "wrn-detect")
  let folder = ScratchFolder()

  /// One object of 40 x 40 pixels.
  static let truth = """
    {"images":[{"id":5,"file_name":"a.png","width":200,"height":200}],
     "annotations":[{"id":1,"image_id":5,"category_id":3,"bbox":[20,20,40,40],"area":1600}],
     "categories":[{"id":3,"name":"cat"}]}
    """
  static let results = #"[{"image_id":5,"category_id":3,"bbox":[20,20,40,40],"score":0.9}]"#

  private func score(
    _ truth: String = truth, _ results: String = results, _ arguments: String...
  ) throws -> Tool.Result {
    try folder.write(truth, "gt.json")
    try folder.write(results, "dt.json")
    return try tool.run(
      ["score", "--ground-truth", "gt.json", "--results", "dt.json"] + arguments,
      in: folder.path)
  }

  @Test func printsTheTwelveNumbers() throws {
    let result = try score()
    #expect(result.exitCode == 0)
    #expect(
      result.output == """
         Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 1.000
         Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 1.000
         Average Precision  (AP) @[ IoU=0.75      | area=   all | maxDets=100 ] = 1.000
         Average Precision  (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = -1.000
         Average Precision  (AP) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 1.000
         Average Precision  (AP) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = -1.000
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = 1.000
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets= 10 ] = 1.000
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 1.000
         Average Recall     (AR) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = -1.000
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 1.000
         Average Recall     (AR) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = -1.000

        """)
    #expect(
      result.errorLines == [
        "note: APs and ARs are -1 because 'gt.json' has no small objects (at most 32 x 32 pixels).",
        "note: APl and ARl are -1 because 'gt.json' has no large objects (at least 96 x 96 pixels).",
      ])
  }

  @Test func noResultsScoreZero() throws {
    let result = try score(Self.truth, "[]", "--json")
    #expect(result.exitCode == 0)
    #expect(
      result.output
        == #"{"type":"evaluation","AP":0.0,"AP50":0.0,"AP75":0.0,"APs":-1.0,"APm":0.0,"APl":-1.0,"#
        + #""AR1":0.0,"AR10":0.0,"AR100":0.0,"ARs":-1.0,"ARm":0.0,"ARl":-1.0}"# + "\n")
  }

  @Test func noResultsInWords() throws {
    let result = try score(Self.truth, "[]")
    #expect(result.errorLines.first == "note: numbers are 0 because 'dt.json' has no results.")
    #expect(result.errorLines.count == 3)
  }

  struct Case: Decodable {
    let gt, dt, iouType: String
    let stats: [String: Double]
  }

  @Test(.enabled(if: RealData.has("coco-eval-fixture")))
  func agreesWithPycocotools() throws {
    let data = "\(RealData.folder)/coco-eval-fixture"
    let cases = try JSONDecoder().decode(
      [String: Case].self, from: Data(contentsOf: URL(fileURLWithPath: "\(data)/expected.json")))
    for expected in cases.values where expected.iouType == "bbox" {
      let result = try tool.run(
        "score", "--ground-truth", expected.gt, "--results", expected.dt, "--json", in: data)
      #expect(result.exitCode == 0, "\(result.errorOutput)")
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
      #expect(object["type"] as? String == "evaluation")
      #expect(Set(object.keys) == Set(WRNDetectEvalTests.keys + ["type"]))
      for (key, value) in expected.stats {
        let found = try #require(object[key] as? Double)
        #expect(abs(found - value) < 1e-9, "\(key) of \(expected.gt)")
      }
    }
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    let truth, results, message: String
    var testDescription: String { message }

    init(truth: String = WRNDetectScoreTests.truth, _ message: String) {
      (self.truth, results, self.message) = (truth, WRNDetectScoreTests.results, message)
    }

    init(results: String, _ message: String) {
      (truth, self.results, self.message) = (WRNDetectScoreTests.truth, results, message)
    }
  }

  static let bad: [Bad] = [
    Bad(truth: "", "'gt.json' is empty; expected JSON."),
    Bad(
      truth: String(truth.prefix(120)),
      """
      'gt.json' ends at byte 121 (line 2) where the rest of annotations[0] should follow; the file may \
      be cut short.
      """),
    Bad(
      truth: results,
      """
      'gt.json' is a list, as a file of results is; a COCO data set is an object with 'images', \
      'annotations' and 'categories'.
      """),
    Bad(
      truth: #"{"hello":1}"#,
      "'gt.json' has no 'images'; a COCO data set has 'images', 'annotations' and 'categories'."),
    Bad(
      truth: truth.replacing(#""categories":[{"#, with: #""categories":[{"id":3,"name":"dog"},{"#),
      """
      categories[0] and categories[1] in 'gt.json' both have the id 3; every id must be there once.
      """),
    Bad(
      truth: truth.replacing(#""category_id":3"#, with: #""category_id":91"#),
      """
      annotation 1 in 'gt.json' names category 91, which 'categories' does not list; add it there or \
      remove the annotation.
      """),
    Bad(
      truth: truth.replacing("[20,20,40,40]", with: "[20,20,40]"),
      """
      'bbox' of annotations[0] (id 1) in 'gt.json' is a list of 3 values; expected [x, y, width, \
      height], four finite numbers.
      """),
    Bad(
      results: truth,
      """
      'dt.json' is an object; COCO results are a list of objects with 'image_id', 'category_id', \
      'bbox' and 'score'. An object with 'images' is a data set, not results.
      """),
    Bad(
      results: results.replacing(#""category_id":3"#, with: #""category_id":91"#),
      """
      results[0] in 'dt.json' names category 91, which 'gt.json' does not list; the results belong to \
      another data set.
      """),
    Bad(
      results: results.replacing(#""image_id":5"#, with: #""image_id":6"#),
      """
      results[0] in 'dt.json' names image 6, which 'gt.json' does not list; the results belong to \
      another data set.
      """),
    Bad(
      results: results.replacing("0.9", with: "NaN"),
      "'score' of results[0] in 'dt.json' is NaN; expected a finite number."),
  ]

  @Test(arguments: bad) func badInput(_ bad: Bad) throws {
    let result = try score(bad.truth, bad.results)
    #expect(result.errorLines == ["error: \(bad.message)"])
    #expect(result.exitCode == 1)
    #expect(result.output.isEmpty)
  }

  @Test func missingFiles() throws {
    try folder.write(Self.truth, "gt.json")
    let results = try tool.run(
      "score", "--ground-truth", "gt.json", "--results", "no.json", in: folder.path)
    #expect(results.errorLines == ["error: there is no file 'no.json'."])
    #expect(results.exitCode == 1)
    let folders = try tool.run(
      "score", "--ground-truth", ".", "--results", "gt.json", in: folder.path)
    #expect(folders.errorLines == ["error: '.' is a folder; expected a JSON file."])
  }
}
