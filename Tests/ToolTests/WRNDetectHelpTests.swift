import TestSupport
import Testing

/// Help, and what wrong usage is answered.
@Suite struct WRNDetectHelpTests {
  let tool = Tool(name: "wrn-detect")
  let folder = ScratchFolder()

  @Test func helpOfScore() throws {
    let help = try tool.run("score", "--help", in: folder.path)
    #expect(
      help.output == """
        OVERVIEW: Score the results of any detector as COCO does.

        Results are COCO's: a list of objects with image_id, category_id, bbox and
        score.

        Examples:
          wrn-detect score --ground-truth val.json --results found.json
          wrn-detect score --ground-truth val.json --results found.json --json
          wrn-detect score --ground-truth coco/val.json --results mine.json

        USAGE: wrn-detect score --ground-truth <gt.json> --results <dt.json> [--json]

        INPUT:
          --ground-truth <gt.json>
                                  The data set, in COCO's JSON format.
          --results <dt.json>     What the detector found.

        OUTPUT:
          --json                  Print the numbers as one line of JSON.

        OPTIONS:
          -h, --help              Show help information.


        """)
    #expect(help.errorOutput.isEmpty)
    #expect(help.exitCode == 0)
  }

  @Test(arguments: [
    [], ["infer"], ["eval"], ["score"], ["sample"], ["propose"], ["check"], ["browse"], ["convert"],
    ["split"], ["bench"], ["init"], ["features"],
  ])
  func everyCommandHasThreeExamples(command: [String]) throws {
    let help = try tool.run(command + ["--help"], in: folder.path)
    #expect(help.exitCode == 0)
    let examples = help.lines.drop { $0 != "Examples:" }.dropFirst()
      .prefix { $0.hasPrefix("  wrn-detect ") }
    #expect(examples.count == 3)
    #expect(help.lines.filter { !$0.hasPrefix("USAGE") }.allSatisfy { $0.count <= 80 })
  }

  @Test(arguments: [
    (["infer"], "missing expected argument '<picture> ...'"),
    (["eval"], "missing expected argument '<coco.json>'"),
    (["sample"], "missing expected argument '<dir>'"),
    (["score", "--results", "x"], "missing expected argument '--ground-truth <gt.json>'"),
    (
      ["infer", "x", "--thresold", "0"], "unknown option '--thresold'. Did you mean '--threshold'?"
    ),
    (["infer", "x", "--threshold", "1.5"], "--threshold must be 0 to 1, got 1.5."),
    (["infer", "x", "--threshold", "nan"], "--threshold must be 0 to 1, got nan."),
    (["infer", "x", "--threads", "0"], "--threads must be 1 to 1,024, got 0."),
    (["eval", "x", "--threads", "1025"], "--threads must be 1 to 1,024, got 1025."),
    (["sample", "x", "--train", "0"], "--train must be 1 to 1,000,000, got 0."),
    (["sample", "x", "--val", "1000001"], "--val must be 1 to 1,000,000, got 1000001."),
    (
      ["sample", "x", "--seed", "one"],
      "the value 'one' is invalid for '--seed <n>'"
    ),
  ])
  func wrongUsage(arguments: [String], expected: String) throws {
    let result = try tool.run(arguments, in: folder.path)
    #expect(result.exitCode == 64)
    #expect(result.output.isEmpty)
    #expect(result.errorLines.first == "error: \(expected)")
    #expect(result.errorOutput.contains("Usage: wrn-detect "))
    #expect(folder.names().isEmpty)
  }
}
