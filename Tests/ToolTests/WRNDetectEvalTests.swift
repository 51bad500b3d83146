import Datasets
import Detection
import Foundation
import TestSupport
import Testing
import Training

@Suite struct WRNDetectEvalTests {
  let tool = Tool(name: "wrn-detect")
  let folder = ScratchFolder()

  static let keys = [
    "AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl",
  ]

  /// A data set of two pictures, with an object each, and a detector for it.
  private func prepare(
    categories: String = #"[{"id":7,"name":"dog"},{"id":3,"name":"cat"}]"#, width: Int = 80
  ) throws {
    _ = try folder.detector("d.safetensors")
    try folder.write(TinyDetector.picture(), "images/a.png")
    try folder.write(TinyDetector.picture(seed: 90), "images/b.png")
    try folder.write(
      """
      {"images":[{"id":10,"file_name":"a.png","width":\(width),"height":60},
        {"id":4,"file_name":"b.png","width":80,"height":60}],
       "annotations":[{"id":1,"image_id":10,"category_id":3,"bbox":[10,10,20,20]},
        {"id":2,"image_id":4,"category_id":3,"bbox":[0,0,50,40]}],
       "categories":\(categories)}
      """, "coco.json")
  }

  private func eval(_ arguments: String...) throws -> Tool.Result {
    try tool.run(
      ["eval", "coco.json", "--weights", "d.safetensors"] + arguments, in: folder.path)
  }

  @Test func printsTheTwelveNumbers() throws {
    try prepare()
    let result = try eval()
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(result.lines.count == 12)
    #expect(
      result.lines.first?.hasPrefix(
        " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = ") == true)
    #expect(
      result.errorLines.first?.firstMatch(of: #/^2 pictures in (?!0\.00 ).* s \(.* s each\)$/#)
        != nil)
    #expect(
      result.errorLines.last
        == "note: APl and ARl are -1 because 'coco.json' has no large objects (at least 96 x 96 pixels)."
    )
  }

  @Test func resultsScoreTheSame() throws {
    try prepare()
    let result = try eval("--json", "--results", "found.json")
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(result.lines.count == 1)
    let found = try COCODetection.read(from: folder.file("found.json"))
    #expect(Set(found.map(\.imageID)) == [10, 4])
    #expect(Set(found.map(\.categoryID)).isSubset(of: [3, 7]))
    let (detector, settings) = try DetectorFile.read(folder.file("d.safetensors"))
    let first = detector.detect(TinyDetector.picture(), settings)
    #expect(found.filter { $0.imageID == 10 }.map(\.score) == first.map { Double($0.score) })
    _ = try eval("--json", "--batch", "3", "--results", "together.json")
    let together = try COCODetection.read(from: folder.file("together.json"))
    #expect(together.map(\.imageID) == found.map(\.imageID))
    let score = try tool.run(
      "score", "--ground-truth", "coco.json", "--results", "found.json", "--json", in: folder.path)
    #expect(score.output == result.output)
  }

  @Test func otherCategories() throws {
    try prepare(
      categories: #"[{"id":3,"name":"Cat"},{"id":8,"name":"cow"},{"id":9,"name":"pig"}]"#)
    let result = try eval()
    #expect(result.exitCode == 1)
    #expect(
      result.errorLines == [
        "error: the categories of 'coco.json' are not those of the detector in 'd.safetensors': the"
          + " detector does not know 8 'cow', 9 'pig'; 'coco.json' lacks 7 'dog'; 'coco.json' has 3 'Cat'"
          + " instead of 'cat'. Number and name them as the detector does."
      ])
  }

  @Test func pictureOfAnotherSize() throws {
    try prepare(width: 81)
    let result = try eval()
    #expect(result.exitCode == 1)
    #expect(result.output.isEmpty)
    #expect(
      result.errorLines == [
        "error: './images/a.png' (image 10) is 80 x 60 upright, but 'coco.json' says 81 x 60; correct the"
          + " JSON or the picture, boxes may be wrong too."
      ])
  }

  @Test func brokenAndMissingPictures() throws {
    try prepare()
    try folder.write("", "images/b.png")
    let empty = try eval("--results", "found.json")
    #expect(empty.exitCode == 1)
    #expect(
      empty.errorLines == [
        "note: 'found.json' has the results of 1 of 2 pictures.",
        "error: './images/b.png' is empty (0 bytes), where a JPEG or PNG picture was expected.",
      ])
    let found = try COCODetection.read(from: folder.file("found.json"))
    #expect(Set(found.map(\.imageID)) == [10])
    // What stood before the broken picture in its batch is not lost, and without any nothing is.
    _ = try eval("--results", "together.json", "--batch", "2")
    #expect(try COCODetection.read(from: folder.file("together.json")).count == found.count)
    try folder.write("", "images/a.png")
    let none = try eval("--results", "found.json")
    #expect(none.errorLines.count == 1)
    #expect(try COCODetection.read(from: folder.file("found.json")) == found)
    try FileManager.default.removeItem(atPath: folder.file("images/b.png"))
    #expect(
      try eval().errorLines == [
        "error: 'b.png' (image 4 of 'coco.json') is not in './images'."
      ])
    #expect(
      try eval("--images", "elsewhere").errorLines == [
        "error: the pictures of 'coco.json' are not there: 'a.png' is not in 'elsewhere',"
          + " 'elsewhere/coco'; say where they are with --images."
      ])
  }

  @Test func resultsNeedAFolder() throws {
    try prepare()
    let result = try eval("--results", "no/found.json")
    #expect(result.exitCode == 1)
    #expect(
      result.errorLines == ["error: cannot write 'no/found.json': there is no folder 'no'."])
  }

  @Test func resultsAreNoneOfTheInputs() throws {
    try prepare()
    let before = try folder.data("coco.json")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link.json"), withDestinationPath: "coco.json")
    try folder.write("[]", "p.json")
    for name in ["coco.json", "./images/../coco.json", "link.json", "p.json"] {
      let result = try eval("--results", name, "--proposals", "p.json")
      #expect(result.exitCode == 1)
      #expect(
        result.errorLines == [
          "error: cannot write '\(name)': it is one of the files that are read; choose another name."
        ])
    }
    #expect(try folder.data("coco.json") == before)
    #expect(try folder.text("p.json") == "[]")
  }

  /// More pictures than are done until Ctrl-C, which comes once it is listened for.
  @Test(.enabled(if: WRNDetectInferTests.signalsArrive), arguments: ["eval", "propose"])
  func interruptedResultsAreKept(command: String) throws {
    try prepare()
    let images = (1...5000).map {
      "{\"id\":\($0),\"file_name\":\"a.png\",\"width\":80,\"height\":60}"
    }
    try folder.write(
      """
      {"images":[\(images.joined(separator: ","))],"annotations":[],
       "categories":[{"id":3,"name":"cat"},{"id":7,"name":"dog"}]}
      """, "coco.json")
    let option = command == "eval" ? "--results" : "--output"
    let result = try tool.run(
      [command, "coco.json", "--weights", "d.safetensors", option, "found.json"], in: folder.path
    ) { process in
      while process.isRunning, !Self.takesControlC(process) { usleep(20_000) }
      usleep(300_000)
      process.interrupt()
    }
    #expect(result.exitCode == 130, "\(result.errorOutput)")
    #expect(result.output.isEmpty)
    let note =
      #/^stopped after (\d+) of 5000 pictures; their results are in 'found\.json'\.$/#
    let match = try #require(
      result.errorLines.last?.firstMatch(of: note), "\(result.errorOutput)")
    let done = try #require(Int(match.output.1))
    let found = try COCODetection.read(from: folder.file("found.json"))
    #expect(Set(found.map(\.imageID)) == Set(1...done))
  }

  /// Whether a process has a handler for SIGINT, the second bit of its caught signals.
  private static func takesControlC(_ process: Process) -> Bool {
    let path = "/proc/\(process.processIdentifier)/status"
    let lines = (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n") ?? []
    guard let line = lines.first(where: { $0.hasPrefix("SigCgt:") }) else { return false }
    let mask = UInt64(line.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16) ?? 0
    return mask & 2 != 0
  }

  @Test func noObjects() throws {
    try prepare()
    try folder.write(
      """
      {"images":[{"id":1,"file_name":"a.png","width":80,"height":60}],"annotations":[],
       "categories":[{"id":3,"name":"cat"},{"id":7,"name":"dog"}]}
      """, "coco.json")
    let result = try eval("--json")
    #expect(
      result.output == #"{"type":"evaluation","#
        + Self.keys.map { "\"\($0)\":-1.0" }
        .joined(separator: ",") + "}\n")
    #expect(
      result.errorLines.last
        == "note: all numbers are -1 because 'coco.json' has no objects.")
  }

  @Test func stages() throws {
    try prepare()
    let table = try eval("--stages")
    #expect(table.exitCode == 0, "\(table.errorOutput)")
    #expect(table.lines.count == 7)
    #expect(
      table.lines.first?.firstMatch(of: /^  stage +AP50 +AP75 +AP +gain +s\/picture$/) != nil)
    #expect(
      table.lines[1].firstMatch(of: /^  proposals, classified( +[0-9.]+){4}$/) != nil)
    #expect(
      table.lines[6].firstMatch(of: /^  \+ flip( +[-+0-9.]+){5}$/) != nil)
    let json = try eval("--stages", "--json")
    #expect(json.lines.count == 6)
    #expect(
      json.lines[1].firstMatch(of: /^\{"type":"stage","name":"\+ LocNet","AP":.*\}$/) != nil)
    let mixed = try eval("--stages", "--errors")
    #expect(mixed.exitCode == 64)
    #expect(
      mixed.errorLines.first
        == "error: --stages does without --per-class, --errors, --plots and --results.")
  }

  /// The last stage is what `eval` does for a detector whose settings use everything.
  @Test func stagesHaveTheDetectorsOwnSettings() throws {
    try prepare()
    var settings = TinyDetector.settings
    settings.scoringRounds = 3
    settings.votingOverlap = 0.9
    settings.scales = [ImageSizing(shortSide: 80, longSide: 120)]
    settings.flip = true
    try DetectorFile.write(
      try TinyDetector.make(), inference: settings, to: folder.file("d.safetensors"))
    struct Numbers: Decodable, Equatable {
      let AP, AP50, AP75: Double
    }
    func numbers(_ line: String?) throws -> Numbers {
      try JSONDecoder().decode(Numbers.self, from: Data((line ?? "").utf8))
    }
    let stages = try eval("--stages", "--json")
    #expect(stages.lines.count == 6, "\(stages.errorOutput)")
    #expect(stages.lines.contains { $0.hasPrefix(#"{"type":"stage","name":"+ own sizes","#) })
    let last = try numbers(stages.lines.last)
    #expect(try last == numbers(eval("--json").lines.first))
    #expect(last.AP50 > 0)
  }

  @Test func showsMore() throws {
    try prepare()
    let result = try eval("--per-class", "--errors", "--plots", "plots")
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(result.lines.count == 12 + 3 + 9)
    #expect(
      Set(folder.names(in: "plots"))
        == ["confusion.csv", "confusion.png", "precision-recall.csv", "precision-recall.png"])
  }
}
