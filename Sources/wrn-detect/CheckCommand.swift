import ArgumentParser
import CommonSupport
import Datasets
import TensorCore
import ToolSupport
import Training

/// `wrn-detect check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find everything in a data set that would spoil a training.",
    discussion: """
      Every entry of the JSON is looked at and every picture decoded. The exit code
      is 1 if training would be harmed, else 0; with --fix, if harm is left in the
      copy or in --val.

      Examples:
        wrn-detect check train.json
        wrn-detect check train.json --val val.json
        wrn-detect check train.json --fix repaired.json
      """)

  struct InputOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "The folder of the pictures. (default: found beside the JSON)", valueName: "dir"))
    var images: String?

    @Option(
      help: ArgumentHelp(
        "The data set to evaluate on: it is checked, too, and must not share pictures.",
        valueName: "coco.json"))
    var val: String?

    @Flag(name: .customLong("no-pictures"), help: "Look at the JSON only.")
    var noPictures = false

    @Option(
      help: ArgumentHelp(
        "Short side of pictures in training, by which boxes are called tiny. (default: as 'train'"
          + " chooses it)", valueName: "pixels"))
    var size: Int?

    func validate() throws {
      if let size, !(32...4096).contains(size) {
        throw ValidationError("--size must be 32 to 4,096, got \(size).")
      }
    }
  }

  struct OutputOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Write a repaired copy there; the data set itself stays as it is.", valueName: "out.json"))
    var fix: String?

    @Flag(help: "Print one line of JSON for each finding, and a summary.")
    var json = false
  }

  @Argument(help: ArgumentHelp("The data set, in COCO's JSON format.", valueName: "coco.json"))
  var dataset: String

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Running") var threads: ThreadOptions

  func run() throws {
    if let fix = output.fix {
      // Better now than after all pictures are read.
      try Folder.checkPlace(ofNewFile: fix, advice: "choose another name for --fix")
    }
    try ThreadPool.withThreads(threads.threads, check)
  }

  private func check() throws {
    let training = try check(dataset)
    let validation = try input.val.map(check)
    let report = CheckReport(training, validation, images: input.images)
    try output.json ? report.printJSON() : report.printText(suggestsFix: output.fix == nil)
    if validation != nil, input.noPictures {
      StandardError.print("note: --no-pictures cannot tell whether the two share pictures.")
    }
    guard let fix = output.fix else {
      if report.isHarmful { throw ExitCode(ExitStatus.failed.rawValue) }
      return
    }
    var repair = COCORepair(of: training, beside: validation)
    let changes = try repair.write(to: fix)
    for change in changes { StandardError.print("fixed: \(change)") }
    if changes.isEmpty { StandardError.print("there was nothing to change") }
    let images = PrintedCommand.images(
      in: input.images ?? training.folder, named: training.fileNames, forCopies: [fix])
    StandardError.print(
      "wrote '\(fix)'; look at it: \(PrintedCommand.browse(fix, images: images))")
    for sentence in report.beyondRepair { StandardError.print("left: \(sentence)") }
    if !report.beyondRepair.isEmpty { throw ExitCode(ExitStatus.failed.rawValue) }
  }

  private func check(_ path: String) throws -> COCOCheck {
    let line = ProgressLine()
    var progress: PictureProgress?
    defer { line.finish() }
    let options = COCOCheck.Options(
      images: input.images, decodesPictures: !input.noPictures,
      trainingSize: { [size = input.size] median in
        let sizing = DetectorRecipe.sizing(shortSide: size, median: median)
        return (sizing.shortSide, sizing.longSide)
      })
    return try COCOCheck(contentsOf: path, options) { done, total in
      var current = progress ?? PictureProgress("reading pictures", count: total)
      current.advance(to: done)
      line.update(current.snapshot)
      progress = current
    }
  }
}
