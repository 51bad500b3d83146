import Foundation
import Imaging
import TestSupport
import Testing

/// `check`, `browse`, `split` and `convert`.
@Suite struct WRNDetectDataTests {
  let tool = Tool(name: "wrn-detect")
  let folder = ScratchFolder()

  private static let good = """
    {"images":[{"id":10,"file_name":"a.png","width":80,"height":60}],
     "annotations":[{"id":1,"image_id":10,"category_id":3,"bbox":[10,10,20,20],"area":400,"iscrowd":0}],
     "categories":[{"id":3,"name":"cat"}]}
    """

  private func prepare(_ json: String = good) throws {
    try folder.write(TinyDetector.picture(), "images/a.png")
    try folder.write(json, "coco.json")
  }

  private func run(_ arguments: String...) throws -> Tool.Result {
    try tool.run(arguments, in: folder.path)
  }

  // MARK: - check

  @Test func nothingWouldHarm() throws {
    try prepare()
    let result = try run("check", "coco.json")
    #expect(
      result.output == """
        'coco.json': 1 picture, 1 object, 1 class; pictures in './images'

        Nothing would harm training.

        """)
    #expect(result.errorOutput.isEmpty)
    #expect(result.exitCode == 0)
  }

  private static let faulty = good.replacing("[10,10,20,20]", with: "[10,10,0,20]")
    .replacing(#","iscrowd":0"#, with: "")

  @Test func saysWhatWouldHarmAndWhatToDo() throws {
    try prepare(Self.faulty)
    let result = try run("check", "coco.json")
    #expect(
      result.output == """
        'coco.json': 1 picture, 1 object, 1 class; pictures in './images'

        harm  1 box has no size  [empty-box]
                annotations[0] (id 1) on 'a.png': [10.0,10.0,0.0,20.0], the picture is 80 x 60
              Training drops them, and learns the objects as background. --fix removes them.

        note  1 annotation has no 'iscrowd'  [missing-iscrowd]
                annotations[0] (id 1) on 'a.png'
              It is taken as 0; pycocotools needs it. --fix adds it.

        1 kind of fault would harm training, 1 note. A repaired copy: wrn-detect check coco.json --fix repaired.json

        """)
    #expect(result.errorOutput.isEmpty)
    #expect(result.exitCode == 1)
  }

  @Test func oneLineOfJSONForEachFinding() throws {
    try prepare(Self.faulty)
    let result = try run("check", "coco.json", "--json")
    #expect(result.exitCode == 1)
    let objects = try result.lines.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(objects.map { $0["type"] as? String } == ["finding", "finding", "summary"])
    #expect(objects[0]["kind"] as? String == "empty-box")
    #expect(objects[0]["severity"] as? String == "harm")
    let example = try #require((objects[0]["examples"] as? [[String: Any]])?.first)
    #expect(example["list"] as? String == "annotations")
    #expect(example["id"] as? Int == 1)
    #expect(example["name"] as? String == "a.png")
    #expect(objects[2]["harms"] as? Int == 1)
    #expect(objects[2]["harmful"] as? Bool == true)
  }

  @Test func writesARepairedCopy() throws {
    try prepare()
    try folder.write(
      """
      {"images":[{"id":10,"file_name":"a.png","width":80,"height":60},
        {"id":11,"file_name":"b.png","width":8,"height":8}],
       "annotations":[{"id":1,"image_id":10,"category_id":3,"bbox":[70,10,20,20],"area":400}],
       "categories":[{"id":3,"name":"cat"}]}
      """, "coco.json")
    let before = try folder.text("coco.json")
    let result = try run("check", "coco.json", "--fix", "fixed.json")
    #expect(result.exitCode == 0)
    #expect(
      result.errorLines == [
        "fixed: removed 1 missing picture", "fixed: clipped 1 box to the picture",
        "fixed: added 'iscrowd' to 1 annotation",
        "wrote 'fixed.json'; look at it: wrn-detect browse fixed.json",
      ])
    #expect(try folder.text("coco.json") == before)
    let again = try run("check", "fixed.json")
    #expect(again.exitCode == 0)
    #expect(again.lines.last == "Nothing would harm training.")
    let twice = try run("check", "coco.json", "--fix", "fixed.json")
    #expect(twice.exitCode == 1)
    #expect(
      twice.errorLines == [
        "error: 'fixed.json' exists already and is not overwritten; choose another name for --fix."
      ])
  }

  @Test func picturesOfBothSetsAreLeaks() throws {
    try prepare()
    try folder.write(Self.good.replacing(#""cat""#, with: #""dog""#), "val.json")
    let result = try run("check", "coco.json", "--val", "val.json")
    #expect(result.exitCode == 1)
    #expect(
      result.lines.filter { $0.hasPrefix("harm") } == [
        "harm  1 picture is in both sets  [leakage]",
        "harm  1 category differs between the sets  [category-mismatch]",
      ])
    #expect(result.lines.contains("'coco.json' beside 'val.json'"))
    #expect(result.errorOutput.isEmpty)

    let itself = try run("check", "coco.json", "--val", "coco.json")
    #expect(itself.exitCode == 1)
    #expect(itself.lines.contains("harm  1 picture is in both sets  [leakage]"))
    let unseen = try run("check", "coco.json", "--val", "coco.json", "--no-pictures")
    #expect(
      unseen.errorLines == ["note: --no-pictures cannot tell whether the two share pictures."])
  }

  @Test(arguments: [
    (["check", "no.json"], "there is no file 'no.json'."),
    (
      ["check", "images/a.png"], "'images/a.png' is not JSON; a COCO data set is a JSON object with"
    ),
    (["browse", "no.json"], "there is no file 'no.json'."),
    (
      ["browse", "coco.json", "--category", "cow"],
      "'coco.json' has no category 'cow'; it has 'cat'."
    ),
    (["browse", "coco.json", "--images", "no"], "the pictures of 'coco.json' are not there:"),
    (
      ["browse", "coco.json", "--output", "no/x.png"],
      "cannot write 'no/x.png': there is no folder 'no'."
    ),
    (
      ["browse", "coco.json", "--output", "./images/a.png"],
      "cannot write './images/a.png': it is one of the files that are read; choose another name."
    ),
    (
      ["check", "coco.json", "--fix", "no/x.json"],
      "cannot write 'no/x.json': there is no folder 'no'."
    ),
    (["check", "coco.json", "--fix", "images"], "cannot write 'images': it is a folder."),
    (
      ["split", "coco.json", "--train-output", "a.json", "--val-output", "no/b.json"],
      "cannot write 'no/b.json': there is no folder 'no'."
    ),
    (
      ["convert", ".", "--output", "no/x.json"],
      "cannot write 'no/x.json': there is no folder 'no'."
    ),
    (["convert", "no", "--output", "x.json"], "there is no file or folder 'no'."),
    (["convert", "images", "--output", "x.json"], "'images' looks neither like Pascal VOC"),
    (["convert", "images", "--output", "coco.json"], "'coco.json' exists already"),
  ])
  func badInputGivesASentence(arguments: [String], expected: String) throws {
    try prepare()
    let result = try tool.run(arguments, in: folder.path)
    #expect(result.exitCode == 1)
    #expect(result.output.isEmpty)
    #expect(result.errorLines.count == 1)
    #expect(result.errorOutput.hasPrefix("error: \(expected)"), "\(result.errorOutput)")
    #expect(folder.names() == ["coco.json", "images"])
  }

  @Test(arguments: [
    (
      ["browse", "coco.json", "--output", "x.gif"],
      "--output must end in .png, .jpg or .jpeg, got 'x.gif'."
    ),
    (
      ["browse", "coco.json", "--threshold", "0.3"],
      "--threshold needs --results, the detections that it is for."
    ),
    (
      ["browse", "coco.json", "--results", "found.json", "--threshold", "1.5"],
      "--threshold must be 0 to 1, got 1.5."
    ),
    (
      ["convert", "labels", "--from", "yolo", "--from-zero", "--output", "x.json"],
      "--from-zero is for --from voc; YOLO's boxes have no corners."
    ),
  ])
  func wrongUsage(arguments: [String], expected: String) throws {
    try prepare()
    let result = try tool.run(arguments, in: folder.path)
    #expect(result.exitCode == 64)
    #expect(result.errorLines.first == "error: \(expected)")
    #expect(folder.names() == ["coco.json", "images"])
  }

  @Test func namesInCommandsAreQuoted() throws {
    try prepare()
    try folder.write(Self.good, "my set.json")
    let checked = try run("check", "my set.json", "--fix", "my copy.json")
    #expect(
      checked.errorLines.last
        == "wrote 'my copy.json'; look at it: wrn-detect browse 'my copy.json'")
    try folder.write(Self.two, "two.json")
    let split = try run("split", "two.json", "--train-output", "my train.json")
    #expect(
      split.errorLines.last == "next: wrn-detect check 'my train.json' --val val.json")
    try folder.write(Self.good.replacing(#""image_id":10"#, with: #""image_id":11"#), "bad $.json")
    let training = try run("train", "bad $.json", "--output", "run")
    #expect(
      training.errorLines.last?.hasSuffix(
        "To find all such problems: wrn-detect check 'bad $.json'") == true,
      "\(training.errorOutput)")
  }

  @Test func trainingNamesTheCommand() throws {
    try prepare(Self.good.replacing(#""image_id":10"#, with: #""image_id":11"#))
    let result = try run("train", "coco.json", "--output", "run")
    #expect(result.exitCode == 1)
    #expect(
      result.errorLines.last?.hasSuffix(
        "remove the annotation. To find all such problems: wrn-detect check coco.json") == true,
      "\(result.errorOutput)")
    #expect(!folder.exists("run"))
  }

  // MARK: - browse

  @Test func drawsASheet() throws {
    try prepare()
    let result = try run("browse", "coco.json")
    #expect(result.exitCode == 0)
    #expect(result.errorLines == ["drew 1 of 1 pictures in 'browse.png'"])
    let sheet = try Image(contentsOfFile: folder.file("browse.png"))
    // The box of category 0 in its colour: its left side is at 10 of 80 pixels.
    let color = Palette.color(0)
    let marked = (0..<sheet.width).filter { x in
      (0..<sheet.height).contains { sheet[x, $0] == color }
    }
    #expect(!marked.isEmpty)
    let first = try folder.data("browse.png")
    _ = try run("browse", "coco.json", "--output", "again.png")
    #expect(try folder.data("again.png") == first)
  }

  @Test func drawsDetectionsBeside() throws {
    try prepare()
    try folder.write(
      #"[{"image_id":10,"category_id":3,"bbox":[12,10,20,20],"score":0.9}]"#, "found.json")
    let plain = try run("browse", "coco.json")
    let result = try run("browse", "coco.json", "--results", "found.json", "--output", "found.png")
    #expect((plain.exitCode, result.exitCode) == (0, 0))
    let (alone, both) = (
      try Image(contentsOfFile: folder.file("browse.png")),
      try Image(contentsOfFile: folder.file("found.png"))
    )
    #expect(both.width > alone.width * 3 / 2)
    #expect(both.height == alone.height)
  }

  // MARK: - split

  private static let two = """
    {"images":[{"id":1,"file_name":"a.png","width":80,"height":60},
      {"id":2,"file_name":"b.png","width":80,"height":60}],
     "annotations":[],"categories":[{"id":3,"name":"cat"}]}
    """

  @Test func splitsInTwoFiles() throws {
    try folder.write(Self.two, "coco.json")
    let result = try run("split", "coco.json", "--val", "0.9", "--train-output", "a.json")
    #expect(result.exitCode == 0)
    #expect(
      result.errorLines == [
        "wrote 1 picture to 'a.json' and 1 to 'val.json'",
        "next: wrn-detect check a.json --val val.json",
      ])
    #expect(folder.names() == ["a.json", "coco.json", "val.json"])
  }

  @Test func theNextCommandFindsThePictures() throws {
    for name in ["a.png", "b.png"] {
      try folder.write(TinyDetector.picture(), "train2017/\(name)")
    }
    try folder.write(Self.two, "annotations/instances_train2017.json")
    let result = try run("split", "annotations/instances_train2017.json")
    #expect(
      result.errorLines.last == "next: wrn-detect check annotations/train.json"
        + " --val annotations/val.json --images annotations/../train2017")
    #expect(
      try run(
        "check", "annotations/train.json", "--images", "annotations/../train2017"
      ).lines.allSatisfy { !$0.contains("missing-picture") })
  }

  @Test(arguments: [
    ["--train-output", "a.json", "--val-output", "a.json"],
    ["--train-output", "a.json", "--val-output", "./sub/../a.json"],
    ["--train-output", "sub/a.json", "--val-output", "link/a.json"],
    // The other part's own name.
    ["--train-output", "val.json"],
  ])
  func bothPartsInOneFileIsWrongUsage(arguments: [String]) throws {
    try folder.write(Self.two, "coco.json")
    try folder.write("", "sub/empty")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link"), withDestinationPath: "sub")
    let result = try tool.run(["split", "coco.json"] + arguments, in: folder.path)
    #expect(result.exitCode == 64)
    #expect(
      result.errorLines.first
        == "error: both parts would be written to '\(arguments[1])'; give --train-output and"
        + " --val-output different names.")
    #expect(folder.names() == ["coco.json", "link", "sub"])
    #expect(folder.names(in: "sub") == ["empty"])
  }

  // MARK: - convert

  @Test func convertsAndTheResultIsFit() throws {
    try prepare()
    try folder.write("0 0.5 0.5 0.5 0.5\n", "labels/a.txt")
    try folder.write("names: [cat]\ntrain: images\n", "data.yaml")
    let result = try run("convert", ".", "--output", "yolo.json")
    #expect(result.exitCode == 0)
    #expect(
      result.errorLines == [
        "wrote 1 picture with 1 object of 1 class to 'yolo.json'",
        "next: wrn-detect check yolo.json",
      ])
    #expect(try run("check", "yolo.json").exitCode == 0)
    let fromZero = try run("convert", ".", "--from-zero", "--output", "zero.json")
    #expect(fromZero.exitCode == 1)
    #expect(
      fromZero.errorLines == [
        "error: '.' is a YOLO data set, whose boxes have no corners; leave out --from-zero."
      ])
    #expect(!folder.exists("zero.json"))
  }
}
