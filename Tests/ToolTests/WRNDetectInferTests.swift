import Detection
import Foundation
import Imaging
import TestSupport
import Testing
import Training

@Suite struct WRNDetectInferTests {
  let tool = Tool(name: "wrn-detect")
  let folder = ScratchFolder()

  struct Line: Decodable, Equatable {
    struct Found: Decodable, Equatable {
      struct Corners: Decodable, Equatable {
        let x0, y0, x1, y1: Float
      }
      let `class`: String
      let categoryId: Int
      let score: Float
      let box: Corners
    }
    let type, path: String
    let width, height: Int
    let detections: [Found]
  }

  @Test func jsonHoldsWhatTheDetectorFinds() throws {
    let weights = try folder.detector("d.safetensors")
    try folder.write(TinyDetector.picture(), "a.png")
    let result = try tool.run(
      "infer", "a.png", "--weights", "d.safetensors", "--threshold", "0.33", "--json",
      in: folder.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(result.lines.count == 1)
    let text = try #require(result.lines.first)
    #expect(
      text.hasPrefix(
        #"{"type":"image","path":"a.png","width":80,"height":60,"detections":[{"class":"#))
    let object =
      #/{"class":"(cat|dog)","categoryId":[37],"score":0\.\d+,"box":{"x0":[-\d.e]+,"y0":[-\d.e]+,"x1":[-\d.e]+,"y1":[-\d.e]+}}/#
    let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
    #expect(text.matches(of: object).count == line.detections.count)

    let (detector, settings) = try DetectorFile.read(weights)
    let expected = detector.detect(TinyDetector.picture(), settings).filter { $0.score >= 0.33 }
    #expect(!expected.isEmpty)
    #expect(
      line.detections
        == expected.map {
          Line.Found(
            class: $0.category.name, categoryId: $0.category.id, score: $0.score,
            box: .init(x0: $0.box.x0, y0: $0.box.y0, x1: $0.box.x1, y1: $0.box.y1))
        })
    // With --json nothing is drawn unless asked for.
    #expect(folder.names() == ["a.png", "d.safetensors"])
  }

  @Test func anyNumberOfThreadsGivesTheSame() throws {
    _ = try folder.detector("d.safetensors")
    try folder.write(TinyDetector.picture(width: 160, height: 120), "a.png")
    let results = try ["1", "2", "3"].map { threads in
      try tool.run(
        "infer", "a.png", "--weights", "d.safetensors", "--threshold", "0", "--json", "--threads",
        threads, in: folder.path)
    }
    #expect(!results[0].output.isEmpty)
    #expect(results.allSatisfy { $0.output == results[0].output })
  }

  @Test func anyBatchGivesTheSame() throws {
    _ = try folder.detector("d.safetensors")
    for (index, width) in [80, 80, 96, 80, 80].enumerated() {
      try folder.write(
        TinyDetector.picture(width: width, seed: UInt8(50 * index)), "in/\(index).png")
    }
    let results = try ["1", "2", "8"].map { batch in
      let result = try tool.run(
        "infer", "in", "--weights", "d.safetensors", "--threshold", "0.1", "--batch", batch,
        "--json",
        in: folder.path)
      #expect(result.exitCode == 0, "\(result.errorOutput)")
      return try result.lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }
    #expect(results[0].map(\.path) == (0..<5).map { "in/\($0).png" })
    #expect(Set(results[0].map { $0.detections.map(\.score) }).count == 5)
    for (found, expected) in results.flatMap({ zip($0, results[0]) }) {
      #expect(found.path == expected.path)
      #expect(found.detections.count == expected.detections.count)
      for (a, b) in zip(found.detections, expected.detections) {
        #expect(a.class == b.class && abs(a.score - b.score) < 1e-4)
        #expect(abs(a.box.x0 - b.box.x0) < 0.01 && abs(a.box.y1 - b.box.y1) < 0.01)
      }
    }
  }

  @Test func drawsOnCopies() throws {
    _ = try folder.detector("runs/train-1/best.safetensors")
    let original = try folder.write(TinyDetector.picture(), "in/b.png")
    try folder.write(TinyDetector.picture(seed: 50), "in/a.JPG")
    try folder.write(TinyDetector.picture(seed: 90), "other/b.png")
    try folder.write("notes", "in/notes.txt")
    let before = try Data(contentsOf: URL(fileURLWithPath: original))
    let result = try tool.run(
      "infer", "in", "other/b.png", "--threshold", "0.2", in: folder.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(result.lines.count == 3)
    for (line, path) in zip(result.lines, ["in/a.JPG", "in/b.png", "other/b.png"]) {
      #expect(line.hasPrefix("\(path): "))
      #expect(line.firstMatch(of: #/: \d+ objects? \(\d+ (cat|dog)(, \d+ (cat|dog))?\)$/#) != nil)
    }
    #expect(result.errorLines.first == "weights: 'runs/train-1/best.safetensors'")
    let end = try #require(result.errorLines.last)
    #expect(end.firstMatch(of: #/^3 pictures, .* s each; boxes are drawn in 'detections'$/#) != nil)
    #expect(folder.names(in: "detections") == ["a.JPG", "b-2.png", "b.png"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: original)) == before)
    let drawn = try Image(contentsOfFile: folder.file("detections/b.png"))
    #expect(drawn.size == TinyDetector.picture().size)
    #expect(drawn != TinyDetector.picture())
  }

  @Test func nothingFound() throws {
    _ = try folder.detector("d.safetensors")
    try folder.write(TinyDetector.picture(), "a.png")
    let result = try tool.run(
      "infer", "a.png", "--weights", "d.safetensors", "--threshold", "1", "--output", "out/deep",
      in: folder.path)
    #expect(result.output == "a.png: no objects\n")
    #expect(try Image(contentsOfFile: folder.file("out/deep/a.png")) == TinyDetector.picture())
    let json = try tool.run(
      "infer", "a.png", "--weights", "d.safetensors", "--threshold", "1", "--json",
      in: folder.path)
    #expect(
      json.output
        == #"{"type":"image","path":"a.png","width":80,"height":60,"detections":[]}"# + "\n")
  }

  @Test(arguments: ["1", "2", "9"])
  func corruptPictureDoesNotStopTheOthers(batch: String) throws {
    _ = try folder.detector("d.safetensors")
    try folder.write(TinyDetector.picture(), "in/a.png")
    let png = try TinyDetector.picture().pngBytes()
    try folder.write(png.prefix(png.count / 2), "in/b.png")
    try folder.write("<html>", "in/c.jpg")
    try folder.write(TinyDetector.picture(), "in/d.png")
    let result = try tool.run(
      "infer", "in", "no.jpg", "--weights", "d.safetensors", "--batch", batch, in: folder.path)
    #expect(result.exitCode == 1)
    #expect(result.lines == ["in/a.png: no objects", "in/d.png: no objects"])
    #expect(result.errorLines.count == 5, "\(result.errorOutput)")
    #expect(
      result.errorLines.prefix(3) == [
        "error: 'in/b.png' is cut short: its \(png.count / 2) bytes end before the PNG picture is"
          + " complete; fetch it again.",
        "error: 'in/c.jpg' is not a JPEG or PNG picture: it looks like an HTML page (a failed download?).",
        "error: 'no.jpg' does not exist.",
      ])
    #expect(result.errorLines.last == "3 of 5 pictures failed")
    #expect(folder.names(in: "detections") == ["a.png", "d.png"])
  }

  @Test func badInput() throws {
    _ = try folder.detector("d.safetensors")
    try folder.write(TinyDetector.picture(), "a.png")
    try folder.write(TinyDetector.picture(), "in/a.png")
    try folder.write("", "empty/notes.txt")
    try folder.write("not weights at all", "text.safetensors")
    let cases: [([String], String)] = [
      (
        ["a.png"],
        "there is no detector yet: no run in 'runs' has one. Train one with 'wrn-detect train coco.json',"
          + " or name its weights with --weights."
      ),
      (
        ["a.png", "--weights", "no"],
        "there is no file or run 'no', neither here nor in 'runs'."
      ),
      (
        ["a.png", "--weights", "in"],
        "the folder 'in' has neither 'best.safetensors' nor 'last.safetensors'; its training may have"
          + " been stopped before the first checkpoint."
      ),
      (
        ["a.png", "--weights", "text.safetensors"],
        "'text.safetensors' is no safetensors file: its header would be 7451598620781211502 bytes long."
      ),
      (["no.png", "--weights", "d.safetensors"], "'no.png' does not exist."),
      (
        ["empty", "--weights", "d.safetensors"],
        "the folder 'empty' holds no picture (.jpg, .jpeg or .png)."
      ),
      (
        ["in", "--weights", "d.safetensors", "--output", "./in/"],
        "'in/a.png' lies in './in/', where the pictures with boxes go, and would be overwritten;"
          + " choose another --output."
      ),
      (
        ["a.png", "--weights", "d.safetensors", "--output", "empty/notes.txt"],
        "cannot make the folder 'empty/notes.txt': a file has that name."
      ),
    ]
    for (arguments, expected) in cases {
      let result = try tool.run(["infer"] + arguments, in: folder.path)
      #expect(result.errorLines.first == "error: \(expected)")
      #expect(result.exitCode == 1)
      #expect(result.output.isEmpty)
    }
  }

  @Test func picturesThatCannotBeWrittenEndTheWork() throws {
    _ = try folder.detector("d.safetensors")
    for name in ["in/a.png", "in/b.png"] { try folder.write(TinyDetector.picture(), name) }
    try folder.write("", "out/a.png/inside")
    let result = try tool.run(
      "infer", "in", "--weights", "d.safetensors", "--output", "out", in: folder.path)
    #expect(result.errorLines == ["error: cannot write 'out/a.png': it is a folder."])
    #expect(result.exitCode == 1)
    #expect(folder.names(in: "out") == ["a.png"])
  }

  /// Reading a pipe that nobody writes to takes for ever.
  @Test(.enabled(if: signalsArrive)) func controlC() throws {
    _ = try folder.detector("d.safetensors")
    #expect(mkfifo(folder.file("pipe.jpg"), 0o600) == 0)
    let result = try tool.run(
      ["infer", "pipe.jpg", "--weights", "d.safetensors"], in: folder.path
    ) { process in process.interrupt() }
    #expect(result.exitCode == 130)
    #expect(result.output.isEmpty)
  }

  /// Background jobs of some shells are started deaf to Ctrl-C, and so are their children.
  static let signalsArrive: Bool = {
    let handler = signal(SIGINT, SIG_DFL)
    signal(SIGINT, handler)
    return unsafeBitCast(handler, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self)
  }()
}
