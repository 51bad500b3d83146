import Datasets
import Detection
import Foundation
import Imaging
import TestSupport
import Testing
import Training

/// What `wrn-detect infer` makes of what it finds.
@Suite struct WRNDetectInferOutputTests {
  let tool = Tool(name: "wrn-detect")
  let folder = ScratchFolder()
  /// What the detector finds in the one picture, surest first.
  let expected: [Detection]

  init() throws {
    let weights = try folder.detector("d.safetensors")
    for name in ["in/a.png", "other/a.png"] { try folder.write(TinyDetector.picture(), name) }
    let (detector, settings) = try DetectorFile.read(weights)
    expected = detector.detect(TinyDetector.picture(), settings)
  }

  private func infer(
    _ arguments: String..., started: (Process) throws -> Void = { _ in }
  ) throws -> Tool.Result {
    try tool.run(
      ["infer", "--weights", "d.safetensors"] + arguments, in: folder.path, started: started)
  }

  private func results(_ name: String = "found.json") throws -> [COCODetection] {
    try COCODetection.read(from: folder.file(name))
  }

  @Test func resultsAreCOCOs() throws {
    let numbered = try infer("in", "other", "--threshold", "0.01", "--results", "found.json")
    #expect(numbered.exitCode == 0, "\(numbered.errorOutput)")
    #expect(
      numbered.errorLines.last?.hasSuffix("s each; results are in 'found.json'") == true)
    #expect(!expected.isEmpty)
    #expect(
      try results()
        == [1, 2].flatMap { id in
          expected.map { COCODetection($0, imageID: id) }
        })
    #expect(!folder.exists("detections"))

    try folder.write(
      #"{"images": [{"id": 77, "width": 80, "height": 60, "file_name": "a.png"}]}"#, "in/x.json")
    let listed = try infer(
      "other", "in/x.json", "--threshold", "0.01", "--results", "found.json", "--json")
    #expect(listed.lines.map { $0.contains(#""imageId":78"#) } == [true, false])
    #expect(Set(try results().map(\.imageID)) == [77, 78])
  }

  @Test func resultsHaveAPlace() throws {
    try folder.write(
      #"{"images": [{"id": 77, "width": 80, "height": 60, "file_name": "a.png"}]}"#, "in/x.json")
    try folder.write(
      #"{"images": [{"id": 77, "width": 80, "height": 60, "file_name": "a.png"}]}"#, "other/x.json")
    let cases = [
      (
        ["in", "--results", "no/found.json"],
        "cannot write 'no/found.json': there is no folder 'no'."
      ),
      (["in", "--results", "other"], "cannot write 'other': it is a folder."),
      (
        ["in/x.json", "--results", "./in/x.json"],
        "cannot write './in/x.json': it is one of the files that are read; choose another name."
      ),
      (
        ["in", "--results", "in/a.png"],
        "cannot write 'in/a.png': it is one of the files that are read; choose another name."
      ),
      (
        ["in", "--results", "d.safetensors"],
        "cannot write 'd.safetensors': it is one of the files that are read; choose another name."
      ),
      (
        ["in/x.json", "other/x.json", "--results", "found.json"],
        "'in/a.png' and 'other/a.png' both have the image id 77, which results could not tell apart;"
          + " give their data sets one by one."
      ),
    ]
    for (arguments, sentence) in cases {
      let result = try tool.run(
        ["infer", "--weights", "d.safetensors"] + arguments, in: folder.path)
      #expect(result.errorLines == ["error: \(sentence)"])
      #expect(result.exitCode == 1)
    }
  }

  @Test func objectsAreCutOut() throws {
    try folder.write(TinyDetector.picture().pngBytes(), "in/a.jpg")
    let result = try infer("in", "other", "--threshold", "0.33", "--crops", "cut")
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    let shown = expected.filter { $0.score >= 0.33 }
    #expect(!shown.isEmpty)
    var names: [String: [String]] = [:]
    for (index, detection) in shown.enumerated() {
      let numbered = ["a", "a-2", "a-3"].map { "\($0)-\(index + 1).jpg" }
      names[detection.category.name, default: []] += numbered
      let box = detection.box
      let crop = try Image(
        contentsOfFile: folder.file("cut/\(detection.category.name)/\(numbered[0])"))
      #expect(crop.width == Int(box.x1.rounded(.up)) - Int(box.x0.rounded(.down)))
      #expect(crop.height == Int(box.y1.rounded(.up)) - Int(box.y0.rounded(.down)))
    }
    #expect(folder.names(in: "cut") == names.keys.sorted())
    for (name, files) in names { #expect(folder.names(in: "cut/\(name)") == files.sorted()) }
  }

  @Test func picturesThatAreReadAreNotCutOutOver() throws {
    for name in ["pets/dog/a.jpg", "pets/dog/a-1.jpg", "pets/other/a.jpg"] {
      try folder.write(TinyDetector.picture(), name)
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link.jpg"), withDestinationPath: "pets/dog/a-1.jpg")
    let before = try folder.data("pets/dog/a-1.jpg")
    for (input, picture) in [("pets/dog", "pets/dog/a-1.jpg"), ("link.jpg", "link.jpg")] {
      let result = try infer(input, "--threshold", "0.01", "--crops", "./pets")
      #expect(result.exitCode == 1)
      #expect(
        result.errorLines == [
          "error: '\(picture)' lies below './pets', where the objects cut out go, and could be"
            + " overwritten; choose another --crops."
        ])
    }
    #expect(try folder.data("pets/dog/a-1.jpg") == before)
    #expect(folder.names(in: "pets") == ["dog", "other"])
    for input in ["pets/other", "pets/dog/a.jpg"] {
      let beside = try infer(input, "--threshold", "1", "--crops", "pets")
      #expect(beside.exitCode == 0, "\(beside.errorOutput)")
    }
  }

  @Test func picturesTooLongToDrawOnAreDrawnSmaller() throws {
    try folder.write(Image(width: 33_000, height: 66, fill: .white), "long.png")
    let plain = try infer("long.png", "--threshold", "0.01", "--results", "plain.json")
    let drawn = try infer(
      "long.png", "--threshold", "0.01", "--results", "found.json", "--output", "out")
    #expect((plain.exitCode, drawn.exitCode) == (0, 0), "\(drawn.errorOutput)")
    #expect(try results() == results("plain.json"))
    let size = try EncodedImage(contentsOfFile: folder.file("out/long.png")).size
    #expect(size == ImageSize(width: Image.annotationLimit, height: 66))
  }

  @Test func thresholdsAndClassesChooseWhatIsShown() throws {
    let scores = Dictionary(grouping: expected, by: \.category.name).mapValues {
      $0.map(\.score).sorted()
    }
    let (cats, dogs) = (try #require(scores["cat"]), try #require(scores["dog"]))
    // Between two scores: the text of a score is not exact in every language.
    func between(_ scores: [Float]) -> Float {
      (scores[scores.count / 2 - 1] + scores[scores.count / 2]) / 2
    }
    func shown(_ arguments: String...) throws -> [COCODetection] {
      let result = try tool.run(
        ["infer", "--weights", "d.safetensors", "in", "--results", "found.json"] + arguments,
        in: folder.path)
      #expect(result.exitCode == 0, "\(result.errorOutput)")
      return try results()
    }
    func matching(_ isShown: (Detection) -> Bool) -> [COCODetection] {
      expected.filter(isShown).map { COCODetection($0, imageID: 1) }
    }
    let (cat, dog) = (between(cats), between(dogs))
    #expect(
      try shown("--threshold", "cat=\(cat)", "--min-score", "dog=\(dog)")
        == matching { $0.score >= ($0.category.name == "cat" ? cat : dog) })
    #expect(
      try shown("--threshold", "0.01", "--threshold", "cat=1")
        == matching { $0.category.name == "dog" })
    #expect(
      try shown("--threshold", "0.01", "--classes", "cat") == matching { $0.category.name == "cat" }
    )
    #expect(try shown("--threshold", "0.01", "--classes", "cat,dog") == matching { _ in true })
    #expect(
      try shown("--threshold", "0.01", "--classes", "dog", "--limit", "2")
        == Array(matching { $0.category.name == "dog" }.prefix(2)))
  }

  @Test func aClassThatIsNoneIsSaid() throws {
    for arguments in [["--classes", "cat,dogg"], ["--threshold", "dogg=0.4"]] {
      let result = try tool.run(
        ["infer", "--weights", "d.safetensors", "in"] + arguments, in: folder.path)
      #expect(
        result.errorLines == [
          "error: the detector has no class 'dogg'; its classes are 'cat', 'dog'. Did you mean 'dog'?"
        ])
      #expect(result.exitCode == 1)
    }
  }

  @Test func sizeIsTheShortSide() throws {
    let (detector, settings) = try DetectorFile.read(folder.file("d.safetensors"))
    var larger = settings
    larger.size = ImageSizing(shortSide: 96, longSide: 144)
    let result = try infer("in", "--size", "96", "--threshold", "0.01", "--results", "found.json")
    #expect(result.exitCode == 0)
    let found = detector.detect(TinyDetector.picture(), larger)
    #expect(try results() == found.map { COCODetection($0, imageID: 1) })
    #expect(found != expected)
  }

  @Test func sizesAndMirrorImagesAreJoined() throws {
    let (detector, settings) = try DetectorFile.read(folder.file("d.safetensors"))
    var several = settings
    several.size = ImageSizing(shortSide: 48, longSide: 72)
    several.scales = [ImageSizing(shortSide: 96, longSide: 144)]
    several.flip = true
    several.limit = 100_000
    let result = try infer(
      "in", "--scales", "48,96", "--flip", "--threshold", "0.01", "--limit", "100000", "--results",
      "found.json")
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    let found = detector.detect(TinyDetector.picture(), several)
    #expect(try results() == found.map { COCODetection($0, imageID: 1) })
  }

  @Test func timesAreSaid() throws {
    let result = try infer("in", "other", "--json", "--timing", "--output", "out")
    let timed =
      #/"timings":{"decode":[\d.e-]+,"trunk":[\d.e-]+,"proposals":[\d.e-]+,"regions":[\d.e-]+,"boxes":[\d.e-]+}}$/#
    #expect(result.lines.count == 2)
    #expect(result.lines.allSatisfy { $0.contains(timed) }, "\(result.output)")
    let table = result.errorLines.suffix(8)
    #expect(table.first?.contains(#/^ +a picture +ms +share$/#) == true)
    #expect(
      table.dropFirst().map { $0.split(separator: " ").first } == [
        "decode", "trunk", "proposals", "regions", "boxes", "output", "whole",
      ])
  }

  /// Reading a pipe that nobody writes to takes for ever.
  @Test(.enabled(if: WRNDetectInferTests.signalsArrive), arguments: ["1", "2"])
  func interruptedResultsAreComplete(batch: String) throws {
    #expect(mkfifo(folder.file("pipe.jpg"), 0o600) == 0)
    let result = try infer(
      "in", "other", "pipe.jpg", "in/b.png", "--threshold", "0.01", "--results", "found.json",
      "--output", "out", "--batch", batch
    ) { process in
      while folder.names(in: "out").count < 2 { usleep(20_000) }
      process.interrupt()
    }
    #expect(result.exitCode == 130)
    #expect(
      result.errorLines.last == "stopped after 2 of 4 pictures; their results are complete.")
    let complete = [1, 2].flatMap { id in expected.map { _ in id } }
    #expect(try results().map(\.imageID) == complete && !complete.isEmpty)
  }

  @Test func resultsUpToAFailureAreKept() throws {
    try folder.write("", "out/a-2.png/inside")
    let result = try infer(
      "in", "other", "--threshold", "0.01", "--results", "found.json", "--output", "out")
    #expect(
      result.errorLines == [
        "note: 'found.json' has the results of 1 of 2 pictures.",
        "error: cannot write 'out/a-2.png': it is a folder.",
      ])
    #expect(result.exitCode == 1)
    #expect(try results() == expected.map { COCODetection($0, imageID: 1) })
  }

  @Test func aClosedPipeEndsTheWorkQuietly() throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let result = try tool.run(
      ["infer", "--weights", "d.safetensors", "in", "other", "--json"], in: folder.path,
      prepare: { $0.standardOutput = pipe.fileHandleForWriting })
    #expect(result.exitCode == 0)
    #expect(result.errorOutput.isEmpty)
  }

  @Test func aClosedPipeDoesNotEndWhatFilesTake() throws {
    for files in [["--results", "found.json"], ["--crops", "cut"], ["--output", "out"]] {
      let pipe = Pipe()
      try pipe.fileHandleForReading.close()
      let result = try tool.run(
        ["infer", "--weights", "d.safetensors", "in", "other", "--threshold", "0.01", "--json"]
          + files, in: folder.path, prepare: { $0.standardOutput = pipe.fileHandleForWriting })
      #expect(result.exitCode == 0)
      #expect(result.errorLines.last?.hasPrefix("2 pictures, ") == true, "\(result.errorOutput)")
    }
    let complete = [1, 2].flatMap { id in expected.map { COCODetection($0, imageID: id) } }
    #expect(try results() == complete && !complete.isEmpty)
    #expect(folder.names(in: "out") == ["a-2.png", "a.png"])
    let cut = folder.names(in: "cut").flatMap { folder.names(in: "cut/\($0)") }
    #expect(cut.count == complete.count)
  }
}
