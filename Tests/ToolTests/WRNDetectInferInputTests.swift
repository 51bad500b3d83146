import Foundation
import TestSupport
import Testing

/// What `wrn-detect infer` may be given to look at.
@Suite struct WRNDetectInferInputTests {
  let tool = Tool(name: "wrn-detect")
  let folder = ScratchFolder()

  init() throws {
    _ = try folder.detector("d.safetensors")
    for name in ["in/a.png", "in/c.png", "in/sub/b.jpg", "in/sub/deep/a.png", "in/.hidden.png"] {
      try folder.write(TinyDetector.picture(), name)
    }
    try folder.write("notes", "in/notes.txt")
  }

  /// The pictures that were looked at, in their order.
  private func paths(_ result: Tool.Result) -> [String] {
    result.lines.compactMap { $0.split(separator: ":").first.map(String.init) }
  }

  private func infer(
    _ arguments: String..., input: String? = nil
  ) throws -> Tool.Result {
    try tool.run(
      ["infer", "--weights", "d.safetensors", "--output", "out"] + arguments, in: folder.path,
      prepare: { process in
        guard let input else { return }
        let file = URL(fileURLWithPath: try folder.file("input.txt", input))
        process.standardInput = try FileHandle(forReadingFrom: file)
      })
  }

  @Test(arguments: [
    (["in"], ["in/a.png", "in/c.png"]),
    (["-r", "in/"], ["in/a.png", "in/c.png", "in/sub/b.jpg", "in/sub/deep/a.png"]),
    (["in/*.png"], ["in/a.png", "in/c.png"]),
    (["in/?.p[nm]g"], ["in/a.png", "in/c.png"]),
    (["in/*/b.jpg"], ["in/sub/b.jpg"]),
    (["in/s*"], ["in/sub/b.jpg"]),
    (["**/a.png"], ["in/a.png", "in/sub/deep/a.png"]),
    (["in/**/*.png"], ["in/a.png", "in/c.png", "in/sub/deep/a.png"]),
    (["in/sub/**"], ["in/sub/b.jpg", "in/sub/deep/a.png"]),
    (["in/.*.png"], ["in/.hidden.png"]),
    (["in/c.png", "in", "./in/a.png", "in/*.png"], ["in/c.png", "in/a.png"]),
  ])
  func argumentsStandForPictures(arguments: [String], expected: [String]) throws {
    let result = try tool.run(
      ["infer", "--weights", "d.safetensors", "--output", "out"] + arguments, in: folder.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(paths(result) == expected)
  }

  @Test func listsHaveOnePathOnEachLine() throws {
    try folder.write("in/c.png\r\n\r\nin/sub\r\n", "list.txt")
    let file = try infer("--list", "list.txt")
    #expect(paths(file) == ["in/c.png", "in/sub/b.jpg"])
    let input = try infer("-", input: "in/sub/b.jpg\nin/*.png")
    #expect(paths(input) == ["in/sub/b.jpg", "in/a.png", "in/c.png"])
    #expect([file, input].allSatisfy { $0.exitCode == 0 })
  }

  @Test func aFileNamedLikeAPatternIsAFile() throws {
    try folder.write(TinyDetector.picture(), "in/[a].png")
    #expect(paths(try infer("in/[a].png")) == ["in/[a].png"])
  }

  @Test func aFolderNamedLikeAPictureIsAFolder() throws {
    try folder.write(TinyDetector.picture(), "in/old.jpg/d.png")
    let flat = try infer("in")
    #expect(flat.exitCode == 0, "\(flat.errorOutput)")
    #expect(paths(flat) == ["in/a.png", "in/c.png"])
    let all = [
      "in/a.png", "in/c.png", "in/old.jpg/d.png", "in/sub/b.jpg", "in/sub/deep/a.png",
    ]
    #expect(paths(try infer("-r", "in")) == all)
    #expect(paths(try infer("in/**/*.png")) == all.filter { $0.hasSuffix(".png") })
  }

  @Test func copiesKeepTheirFoldersAndAreNotLookedAt() throws {
    let first = try infer("-r", ".")
    #expect(
      paths(first) == ["./in/a.png", "./in/c.png", "./in/sub/b.jpg", "./in/sub/deep/a.png"])
    #expect(folder.names(in: "out/in") == ["a.png", "c.png", "sub"])
    #expect(folder.names(in: "out/in/sub/deep") == ["a.png"])
    for again in [try infer("-r", "."), try infer("**/*.png", "in/sub")] {
      #expect(again.exitCode == 0)
      #expect(again.lines.count == 4)
      #expect(!again.output.contains("out/"))
    }
  }

  @Test func dataSetsBringTheirPictures() throws {
    try folder.write(
      """
      {"images": [{"id": 40, "width": 80, "height": 60, "file_name": "c.png"},
        {"id": 7, "width": 80, "height": 60, "file_name": "gone.png"},
        {"id": 8, "width": 80, "height": 60, "file_name": "sub/b.jpg"}]}
      """, "in/coco.json")
    let result = try infer("in/coco.json", "in/a.png", "--json")
    #expect(result.exitCode == 1)
    #expect(result.errorLines.first == "error: 'in/gone.png' does not exist.")
    #expect(result.lines.count == 3)
    let starts = [
      #"in/c.png","imageId":40,"#, #"in/sub/b.jpg","imageId":8,"#, #"in/a.png","width":"#,
    ]
    for (line, start) in zip(result.lines, starts) {
      #expect(line.hasPrefix(#"{"type":"image","path":""# + start))
    }
  }

  @Test func aFolderOfPicturesIsForADataSet() throws {
    try folder.write(
      #"{"images": [{"id": 1, "width": 80, "height": 60, "file_name": "c.png"}]}"#, "set.json")
    try folder.write("set.json\n", "list.txt")
    for result in [
      try infer("set.json", "--images", "in"), try infer("--list", "list.txt", "--images", "in"),
      try infer("-", "--images", "in", input: "set.json"),
    ] {
      #expect(result.exitCode == 0, "\(result.errorOutput)")
      #expect(paths(result) == ["in/c.png"])
    }
    let pictures = try infer("in/a.png", "--images", "in")
    #expect(pictures.exitCode == 64)
    #expect(
      pictures.errorLines.first == "error: --images needs a COCO JSON; these are pictures.")
  }

  @Test(arguments: [
    (["no*.jpg"], "no picture (.jpg, .jpeg or .png) matches 'no*.jpg'."),
    (["empty/**"], "no picture (.jpg, .jpeg or .png) matches 'empty/**'."),
    (["empty"], "the folder 'empty' holds no picture (.jpg, .jpeg or .png)."),
    (
      ["above"],
      "the folder 'above' holds no picture (.jpg, .jpeg or .png); --recursive looks in the folders below it."
    ),
    (["no.json"], "there is no file 'no.json'."),
    (["list.json"], "'list.json' is a list; a COCO file is a JSON object with 'images'."),
    (
      ["far.json"],
      "the pictures of 'far.json' are not there: 'far.png' is not in '.', './far',"
    ),
    (["--list", "no.txt"], "'no.txt' is no file; a list of pictures was expected."),
    (["--list", "blank.txt"], "'blank.txt' lists no pictures; one path per line is expected."),
    (["-"], "the standard input lists no pictures; one path per line is expected."),
  ])
  func whatIsMissingIsSaid(arguments: [String], expected: String) throws {
    try folder.write("", "empty/notes.txt")
    try folder.write(TinyDetector.picture(), "above/below/a.png")
    try folder.write("\n\n", "blank.txt")
    try folder.write("[]", "list.json")
    try folder.write(
      #"{"images": [{"id": 1, "width": 8, "height": 6, "file_name": "far.png"}]}"#, "far.json")
    let result = try tool.run(
      ["infer", "--weights", "d.safetensors"] + arguments, in: folder.path)
    #expect(result.exitCode == 1)
    #expect(
      result.errorLines.first?.hasPrefix("error: \(expected)") == true, "\(result.errorOutput)")
    #expect(result.errorLines.count == 1)
    #expect(result.output.isEmpty)
    #expect(!folder.exists("detections"))
  }
}
