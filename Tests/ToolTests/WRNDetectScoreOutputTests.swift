import Foundation
import Imaging
import TestSupport
import Testing

/// What `score` shows beside the twelve numbers, and why some of these are 0.
@Suite struct WRNDetectScoreOutputTests {
  let tool = Tool(name: "wrn-detect")
  let folder = ScratchFolder()

  /// Two cats and a dog of 40 x 40 pixels; there are no cows.
  static let truth = """
    {"images":[{"id":5,"file_name":"a.png","width":200,"height":200},
      {"id":6,"file_name":"b.png","width":200,"height":200}],
     "annotations":[{"id":1,"image_id":5,"category_id":3,"bbox":[20,20,40,40],"area":1600},
      {"id":2,"image_id":5,"category_id":3,"bbox":[120,20,40,40],"area":1600},
      {"id":4,"image_id":5,"category_id":7,"bbox":[20,120,40,40],"area":1600}],
     "categories":[{"id":3,"name":"cat"},{"id":7,"name":"dog"},{"id":9,"name":"cow, \\"moo\\""}]}
    """
  /// A cat, the other cat as a dog, and a second dog badly placed.
  static let results = """
    [{"image_id":5,"category_id":3,"bbox":[20,20,40,40],"score":0.9},
     {"image_id":5,"category_id":7,"bbox":[120,22,40,40],"score":0.8},
     {"image_id":5,"category_id":7,"bbox":[45,120,40,40],"score":0.7}]
    """

  private func score(
    _ truth: String = truth, _ results: String = results, _ arguments: String...
  ) throws -> Tool.Result {
    try folder.write(truth, "gt.json")
    try folder.write(results, "dt.json")
    return try tool.run(
      ["score", "--ground-truth", "gt.json", "--results", "dt.json"] + arguments, in: folder.path)
  }

  private func result(_ category: Int, _ box: String, image: Int = 5) -> String {
    #"{"image_id":\#(image),"category_id":\#(category),"bbox":\#(box),"score":0.5}"#
  }

  @Test func tables() throws {
    let result = try score(Self.truth, Self.results, "--per-class", "--errors")
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(
      result.lines.dropFirst(12).joined(separator: "\n") == """
          id  class       objects      AP    AP50    AP75   AR100
          3   cat               2   0.505   0.505   0.505   0.500
          7   dog               1   0.000   0.000   0.000   0.000
          9   cow, "moo"        0  -1.000  -1.000  -1.000  -1.000
          error                count  dAP50
          class                    1  0.248
          place                    1  0.250
          class and place          0  0.000
          duplicate                0  0.000
          background               0  0.000
          missed                   0  0.000
          all false positives      2  0.000
          all false negatives      2  0.248
        """)
  }

  @Test func linesOfJSON() throws {
    let result = try score(Self.truth, Self.results, "--per-class", "--errors", "--json")
    let lines = result.lines
    #expect(lines.count == 5)
    #expect(lines.first?.hasPrefix(#"{"type":"evaluation","AP":"#) == true)
    #expect(
      lines[3]
        == #"{"type":"category","id":9,"name":"cow, \"moo\"","objects":0,"AP":-1.0,"AP50":-1.0,"#
        + #""AP75":-1.0,"AR100":-1.0}"#)
    let object = try JSONSerialization.jsonObject(with: Data(lines[4].utf8))
    let errors = try #require(object as? [String: Any])
    #expect(errors["type"] as? String == "errors")
    let place = try #require(errors["localization"] as? [String: Any])
    #expect(place["count"] as? Int == 1)
    #expect(abs((place["dAP50"] as? Double ?? .nan) - 0.25) < 1e-6)
  }

  @Test func plots() throws {
    let result = try score(Self.truth, Self.results, "--plots", "new/plots")
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(result.lines.count == 12)
    #expect(result.errorLines.first == "curves and confusion matrix are in 'new/plots'")
    func text(_ name: String) throws -> String {
      try String(contentsOfFile: folder.file("new/plots/\(name)"), encoding: .utf8)
    }
    #expect(
      try text("confusion.csv") == """
        object,cat,dog,"cow, ""moo""\",background
        cat,1,1,0,0
        dog,0,0,0,1
        "cow, ""moo""\",0,0,0,0
        background,0,1,0,0

        """)
    let rows = try text("precision-recall.csv").split(separator: "\n")
    #expect(rows.count == 102)
    #expect(rows[0] == "recall,IoU 0.50,IoU 0.75,IoU 0.50:0.95,cat,dog")
    #expect(rows[51] == "0.5000,0.5000,0.5000,0.5000,1.0000,0.0000")
    #expect(rows[52] == "0.5100,0.0000,0.0000,0.0000,0.0000,0.0000")
    for name in ["confusion.png", "precision-recall.png"] {
      let image = try EncodedImage(contentsOfFile: folder.file("new/plots/\(name)"))
      #expect(image.size.width > 300)
    }
    let unsure = try score(Self.truth, Self.results, "--plots", "new", "--confusion-score", "0.85")
    #expect(unsure.exitCode == 0)
    let csv = try String(contentsOfFile: folder.file("new/confusion.csv"), encoding: .utf8)
    #expect(csv.contains("cat,1,0,0,1\n"))
  }

  @Test func plotsNeedAFolder() throws {
    try folder.write("", "taken")
    let result = try score(Self.truth, Self.results, "--plots", "taken")
    #expect(result.exitCode == 1)
    #expect(
      result.errorLines == ["error: cannot make the folder 'taken': a file has that name."])
    let wrong = try score(Self.truth, Self.results, "--confusion-score", "nan")
    #expect(wrong.exitCode == 64)
    let plotless = try score(Self.truth, Self.results, "--confusion-score", "0.5")
    #expect(plotless.exitCode == 64)
    #expect(
      plotless.errorLines.first
        == "error: --confusion-score needs --plots, which draws the confusion matrix.")
  }

  struct Reason: Sendable, CustomTestStringConvertible {
    let category: Int
    let box: String
    var image = 5
    let sentences: [String]
    var testDescription: String { sentences.first ?? "" }
  }

  static let reasons: [Reason] = [
    Reason(
      category: 3, box: "[0,0,9,9]", image: 6,
      sentences: ["numbers are 0 because the only detection is in a picture without objects."]),
    Reason(
      category: 9, box: "[100,0,9,9]",
      sentences: [
        "numbers are 0 because the only detection is not of a category that its picture has."
      ]),
    Reason(
      category: 7, box: "[20,20,40,40]",
      sentences: [
        "numbers are 0 because the only detection does not overlap an object of its category by an IoU of"
          + " 0.5; the best is 0.00.",
        "1 detection is on an object of another category; the category ids of the two files may"
          + " disagree.",
      ]),
    Reason(
      category: 3, box: "[120,20,160,60]",
      sentences: [
        "numbers are 0 because the only detection does not overlap an object of its category by an IoU of"
          + " 0.5; the best is 0.17.",
        "1 detection would be on an object if the boxes were [x0, y0, x1, y1]; COCO's are [x, y, width,"
          + " height].",
      ]),
    Reason(
      category: 3, box: "[0.1,0.1,0.2,0.2]",
      sentences: [
        "numbers are 0 because the only detection does not overlap an object of its category by an IoU of"
          + " 0.5; the best is 0.00.",
        "1 detection would be on an object if the boxes were shares of the picture's size; COCO's are in"
          + " pixels.",
      ]),
    Reason(
      category: 3, box: "[20,20,40,60]",
      sentences: [
        "AP75 is 0 because no detection that counts overlaps an object of its category by an IoU of"
          + " 0.75; the best of all is 0.67."
      ]),
  ]

  @Test(arguments: reasons) func saysWhy(_ reason: Reason) throws {
    let result = try score(
      Self.truth, "[\(self.result(reason.category, reason.box, image: reason.image))]")
    #expect(result.exitCode == 0)
    let sizes = result.errorLines.filter { $0.contains("ARs") || $0.contains("ARl") }
    #expect(sizes.count == 2)
    let others = result.errorLines.filter { !sizes.contains($0) }
    #expect(others == reason.sentences.map { "note: \($0)" })
  }

  @Test func sizesThatAreNotFound() throws {
    let truth = Self.truth.replacing(
      "[20,120,40,40],\"area\":1600", with: "[20,120,20,20],\"area\":400")
    let result = try score(truth)
    #expect(
      result.errorLines == [
        "note: APs and ARs are 0 because no detection finds one of the small objects (at most 32 x 32"
          + " pixels).",
        "note: APl and ARl are -1 because 'gt.json' has no large objects (at least 96 x 96 pixels).",
      ])
  }

  @Test func positionsForIds() throws {
    let result = try score(
      Self.truth, "[\(self.result(0, "[20,20,40,40]")),\(self.result(1, "[20,20,40,40]"))]")
    #expect(result.exitCode == 1)
    #expect(
      result.errorLines == [
        "error: results[0] in 'dt.json' names category 0, which 'gt.json' does not list; the results'"
          + " ids, 0 to 1, may be positions in a list of categories instead of its ids, 3 to 9."
      ])
  }

  /// An annotation of id 0, an ignored one, two with the same id, and an unknown category.
  @Test func strictPycocotools() throws {
    let truth = Self.truth.replacing(#""id":1,"image_id""#, with: #""id":0,"image_id""#)
      .replacing(#""category_id":7,"bbox""#, with: #""ignore":1,"category_id":7,"bbox""#)
    let results = "[\(result(3, "[20,20,40,40]")),\(result(7, "[20,120,40,40]"))]"
    let ours = try score(truth, results, "--json", "--per-class")
    #expect(ours.exitCode == 0, "\(ours.errorOutput)")
    #expect(ours.lines[1].contains(#""objects":2,"AP":0.50"#))
    #expect(ours.lines[2].contains(#""objects":0,"AP":-1.0"#))
    #expect(
      ours.errorLines.last
        == "note: pycocotools never counts the annotation of id 0 as found, and counts the annotation"
        + " with 'ignore' like any other; with --strict-pycocotools the numbers are its own.")
    let strict = try score(truth, results, "--json", "--per-class", "--strict-pycocotools")
    #expect(strict.lines[1].contains(#""objects":2,"AP":0.0,"#))
    #expect(strict.lines[2].contains(#""objects":1,"AP":1.0,"#) || strict.lines[2].contains("0.99"))
    #expect(
      strict.errorLines.last
        == "note: as pycocotools does, --strict-pycocotools never counts the annotation of id 0 as"
        + " found, and counts the annotation with 'ignore' like any other.")
    let unlisted = try score(
      Self.truth, "[\(result(3, "[20,20,40,40]")),\(result(91, "[0,0,9,9]"))]",
      "--strict-pycocotools")
    #expect(unlisted.exitCode == 0)
    #expect(
      unlisted.errorLines.first
        == "note: 1 result of categories that 'gt.json' does not list is left out.")
  }

  @Test func sharedIds() throws {
    let truth = Self.truth.replacing(#""id":4,"image_id""#, with: #""id":2,"image_id""#)
    let result = try score(truth)
    #expect(result.exitCode == 0)
    #expect(
      result.errorLines.last
        == "note: pycocotools takes the last of the annotations that share the id 2 for all of them;"
        + " with --strict-pycocotools the numbers are its own.")
  }
}
