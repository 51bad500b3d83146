import Datasets
import Detection
import Foundation
import TestSupport
import Testing
import Training

@Suite struct WRNDetectProposeTests {
  let tool = Tool(name: "wrn-detect")
  let folder = ScratchFolder()

  private func propose(_ arguments: String...) throws -> Tool.Result {
    try tool.run(["propose"] + arguments, in: folder.path)
  }

  /// Two pictures, with an object in each, and a detector.
  private func prepare() throws {
    _ = try folder.detector("d.safetensors")
    try folder.write(TinyDetector.picture(), "images/a.png")
    try folder.write(TinyDetector.picture(seed: 90), "images/b.png")
    try folder.write(
      """
      {"images":[{"id":10,"file_name":"a.png","width":80,"height":60},
        {"id":4,"file_name":"b.png","width":80,"height":60}],
       "annotations":[{"id":1,"image_id":10,"category_id":3,"bbox":[10,10,32,32]},
        {"id":2,"image_id":4,"category_id":3,"bbox":[0,0,50,40]}],
       "categories":[{"id":7,"name":"dog"},{"id":3,"name":"cat"}]}
      """, "coco.json")
  }

  @Test func picturesGiveResults() throws {
    try prepare()
    let result = try propose("images", "--weights", "d.safetensors", "--limit", "12")
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    try folder.write(result.output, "p.json")
    let found = try COCODetection.read(from: folder.file("p.json"))
    #expect(found.count == 24)
    #expect(found.map(\.imageID) == (1...2).flatMap { Array(repeating: $0, count: 12) })
    #expect(found.allSatisfy { $0.categoryID == 0 })
    for box in found.map(\.bbox) {
      #expect(box.x >= 0 && box.y >= 0 && box.maxX <= 80 && box.maxY <= 60 && box.area > 0)
    }
    #expect(found[..<12].map(\.score) != found[12...].map(\.score))
    #expect(zip(found, found[1..<12]).allSatisfy { $0.score >= $1.score })
    #expect(result.errorLines.count == 2)
    #expect(
      result.errorLines.last?.hasPrefix("image 2: 'images/b.png', 12 proposals in ") == true)
    let written = try propose(
      "images", "--weights", "d.safetensors", "--limit", "12", "--output", "q.json")
    #expect(written.output.isEmpty)
    #expect(try COCODetection.read(from: folder.file("q.json")) == found)
  }

  @Test func aDataSetGivesRecall() throws {
    try prepare()
    let result = try propose(
      "coco.json", "--weights", "d.safetensors", "--output", "p.json", "--baselines",
      "--repeats", "3")
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(result.lines.first?.split(separator: " ").first == "proposals")
    #expect(
      result.lines.dropFirst().map { $0.prefix { $0 != "0" }.trimmingCharacters(in: .whitespaces) }
        == ["seed boxes", "single pass", "3 repeats", "3 repeats, re-ordered"])
    let found = try COCODetection.read(from: folder.file("p.json"))
    #expect(Set(found.map(\.imageID)) == [10, 4])
    #expect(found.allSatisfy { $0.categoryID == 0 })

    let json = try propose("coco.json", "--weights", "d.safetensors", "--repeats", "3", "--json")
    #expect(json.lines.count == 1)
    let truth = try COCODataset(contentsOf: folder.file("coco.json"), boxes: .untouched)
    let recall = try COCOEvaluator(groundTruth: truth).proposalRecall(
      found.map {
        COCODetection(imageID: $0.imageID, categoryID: 3, bbox: $0.bbox, score: $0.score)
      })
    #expect(json.output.hasPrefix(#"{"type":"recall","method":"3 repeats, re-ordered","AR10":"#))
    #expect(json.output.contains(#""AR1000":\#(recall.AR1000),"#))
    #expect(json.output.contains(#""AR100":\#(recall.AR100),"#))
  }

  /// No detector is needed, and no picture looked at.
  @Test func seedBoxes() throws {
    try prepare()
    try folder.write("no picture", "images/a.png")
    let result = try propose(
      "coco.json", "--seeds-only", "--limit", "300", "--output", "p.json", "--json")
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(result.output.hasPrefix(#"{"type":"recall","method":"seed boxes","AR10":"#))
    let found = try COCODetection.read(from: folder.file("p.json")).filter { $0.imageID == 4 }
    let seeds = SeedBoxes(limit: 300).boxes(width: 80, height: 60)
    #expect(found.map { Box($0.bbox).width } == seeds.map(\.width))
    let picture = try propose("images/b.png", "--seeds-only", "--limit", "300")
    try folder.write(picture.output, "q.json")
    #expect(
      try COCODetection.read(from: folder.file("q.json")).map(\.bbox) == found.map(\.bbox))
  }

  /// `eval` and `infer` with the detector's own proposals, from a file, find what they find without.
  @Test func givenProposalsTakeThePlaceOfItsOwn() throws {
    try prepare()
    let weights = ["--weights", "d.safetensors"]
    func run(_ arguments: [String]) throws -> Tool.Result {
      let result = try tool.run(arguments + weights, in: folder.path)
      #expect(result.exitCode == 0, "\(result.errorOutput)")
      return result
    }
    _ = try run(["propose", "coco.json", "--limit", "10", "--output", "p.json"])
    _ = try run(["eval", "coco.json", "--results", "own.json"])
    _ = try run(["eval", "coco.json", "--results", "given.json", "--proposals", "p.json"])
    let own = try COCODetection.read(from: folder.file("own.json"))
    let given = try COCODetection.read(from: folder.file("given.json"))
    #expect(own.count == given.count && !own.isEmpty)
    for (a, b) in zip(own, given) {
      #expect(abs(a.score - b.score) < 1e-3 && abs(a.bbox.x - b.bbox.x) < 0.1)
    }
    // Other boxes give other objects.
    let corner = #"[{"image_id":1,"category_id":0,"bbox":[0,0,9,9],"score":1}]"#
    try folder.write(corner, "corner.json")
    let arguments = ["infer", "images/a.png", "images/b.png", "--json", "--threshold", "0"]
    let found = try run(arguments + ["--proposals", "corner.json"])
    #expect(found.lines.count == 2)
    #expect(found.output != (try run(arguments).output))
    #expect(found.lines.last?.contains(#""detections":[]"#) == true)
    #expect(
      found.errorLines.contains(
        "note: 'corner.json' has no proposals for 1 of 2 pictures; nothing is found in them."))
  }

  @Test func proposalsOfOtherPictures() throws {
    try prepare()
    try folder.write(#"[{"image_id":5,"category_id":0,"bbox":[0,0,9,9],"score":1}]"#, "p.json")
    let start = "error: results[0] in 'p.json' names image 5, which is not one of the pictures"
    let end = "; the proposals belong to other pictures."
    let eval = try tool.run(
      "eval", "coco.json", "--weights", "d.safetensors", "--proposals", "p.json", in: folder.path)
    #expect(eval.exitCode == 1)
    #expect(eval.errorLines == ["\(start) of 'coco.json'\(end)"])
    let infer = try tool.run(
      "infer", "images/a.png", "--weights", "d.safetensors", "--proposals", "p.json",
      in: folder.path)
    #expect(infer.exitCode == 1)
    #expect(infer.errorLines.last == "\(start) given\(end)")
  }

  @Test func badInput() throws {
    try prepare()
    try folder.write("no picture", "images/broken.png")
    let broken = try propose(
      "images/a.png", "images/broken.png", "--weights", "d.safetensors", "--limit", "1")
    #expect(broken.exitCode == 1)
    #expect(broken.lines.count == 3 && broken.lines[1].hasPrefix(#"{"image_id":1,"#))
    #expect(broken.lines.first == "[" && broken.lines.last == "]")
    #expect(broken.errorLines.last?.hasPrefix("error: 'images/broken.png' ") == true)
    let missing = try propose("images/none.png", "--seeds-only")
    #expect(missing.exitCode == 1 && missing.output == "[]\n")
    let place = try propose("images/a.png", "--seeds-only", "--output", "no/p.json")
    #expect(place.exitCode == 1)
    #expect(place.errorLines == ["error: cannot write 'no/p.json': there is no folder 'no'."])
    let detector = try propose("images/a.png")
    #expect(detector.exitCode == 1)
    #expect(detector.errorLines.last?.hasPrefix("error: there is no detector yet") == true)
  }

  @Test func whatIsReadIsNotOverwritten() throws {
    try prepare()
    let before = try ["coco.json", "images/a.png"].map { try folder.data($0) }
    for (input, place) in [
      ("coco.json", "./coco.json"), ("images/a.png", "images/a.png"), ("images", "images/a.png"),
    ] {
      let result = try propose(input, "--seeds-only", "--output", place)
      #expect(result.exitCode == 1)
      #expect(
        result.errorLines == [
          "error: cannot write '\(place)': it is one of the files that are read; choose another name."
        ])
    }
    #expect(try ["coco.json", "images/a.png"].map { try folder.data($0) } == before)
  }

  @Test func whatWasFoundBeforeABrokenPictureIsKept() throws {
    try prepare()
    try folder.write("no picture", "images/b.png")
    let result = try propose("coco.json", "--weights", "d.safetensors", "--output", "p.json")
    #expect(result.exitCode == 1)
    #expect(result.output.isEmpty)
    #expect(result.errorLines.count == 2, "\(result.errorOutput)")
    #expect(result.errorLines.first == "note: 'p.json' has the results of 1 of 2 pictures.")
    #expect(result.errorLines.last?.hasPrefix("error: './images/b.png' ") == true)
    let found = try COCODetection.read(from: folder.file("p.json"))
    #expect(Set(found.map(\.imageID)) == [10])
  }

  @Test(arguments: [
    (["a.json", "b.png"], "give one COCO JSON, or pictures; not both."),
    (["a.png", "--json"], "--json needs a COCO JSON; these are pictures."),
    (["a.png", "--baselines"], "--baselines needs a COCO JSON; these are pictures."),
    (["a.png", "--limit", "0"], "--limit must be 1 to 100,000, got 0."),
    (["a.png", "--repeats", "101"], "--repeats must be 1 to 100, got 101."),
    (
      ["a.json", "--seeds-only", "--repeats", "2"],
      "--seeds-only scores and refines nothing; leave out --repeats and --baselines."
    ),
    (
      ["a.png", "--seeds-only", "--weights", "d.safetensors"],
      "--seeds-only needs no detector; leave out --weights."
    ),
  ])
  func wrongUsage(arguments: [String], expected: String) throws {
    let result = try tool.run(["propose"] + arguments, in: folder.path)
    #expect(result.exitCode == 64)
    #expect(result.errorLines.first == "error: \(expected)")
  }
}
