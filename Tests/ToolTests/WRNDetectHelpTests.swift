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
          wrn-detect score --ground-truth val.json --results found.json --errors

        USAGE: wrn-detect score --ground-truth <gt.json> --results <dt.json> [--json] \
        [--per-class] [--errors] [--plots <dir>] [--confusion-score <p>] \
        [--strict-pycocotools]

        INPUT:
          --ground-truth <gt.json>
                                  The data set, in COCO's JSON format.
          --results <dt.json>     What the detector found.

        OUTPUT:
          --json                  Print JSON, one object per line.
          --per-class             Print the AP of each category.
          --errors                Print what each kind of error costs in AP50, as TIDE
                                  does: wrong class, poor place, both, duplicate,
                                  background, missed.
          --plots <dir>           Write precision-recall curves and the confusion
                                  matrix there, as PNG and CSV.
          --confusion-score <p>   The least score of detections in the confusion
                                  matrix; its least IoU is 0.5. (default: 0.25)
          --strict-pycocotools    Count as pycocotools does where it is wrong:
                                  annotation id 0, 'ignore', ids used twice, results of
                                  unknown categories.

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
    #expect(examples.count >= 3)
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
    (["infer", "x", "--threshold", "dog=2"], "--threshold must be 0 to 1, got 2.0 for 'dog'."),
    (
      ["infer", "x", "--min-score", "dog="],
      "the value 'dog=' is invalid for '--min-score <p|class=p>'"
    ),
    (["infer", "x", "--limit", "0"], "--limit must be 1 to 100,000, got 0."),
    (["infer", "x", "--batch", "0"], "--batch must be 1 to 256, got 0."),
    (["eval", "x", "--batch", "257"], "--batch must be 1 to 256, got 257."),
    (["infer", "x", "--size", "5000"], "--size must be 32 to 4,096, got 5000."),
    (
      ["infer", "x", "--scales", "400,,600"],
      "--scales must be different sizes of 32 to 4,096 with commas, got '400,,600'."
    ),
    (
      ["infer", "x", "--scales", "400", "--size", "300"],
      "--size is one of --scales; give only one of them."
    ),
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
