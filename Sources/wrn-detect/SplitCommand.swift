import ArgumentParser
import CommonSupport
import Datasets
import Foundation
import ToolSupport
import Training

/// `wrn-detect split`.
struct SplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Cut a data set into pictures to train on and pictures to evaluate on.",
    discussion: """
      Each class is in both in about the same proportion. The pictures stay where
      they are.

      Examples:
        wrn-detect split coco.json
        wrn-detect split coco.json --val 0.2 --seed 2
        wrn-detect split coco.json --train-output a.json --val-output b.json
      """)

  struct SplitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The share of pictures to evaluate on, 0...1.", valueName: "share"))
    var val = 0.1

    @Option(help: ArgumentHelp("Other numbers choose other pictures.", valueName: "n"))
    var seed: UInt64 = 1

    func validate() throws {
      guard val > 0, val < 1 else {
        throw ValidationError("--val must be between 0 and 1, got \(val).")
      }
    }
  }

  struct OutputOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "The file to train on. (default: train.json beside the data set)", valueName: "file"))
    var trainOutput: String?

    @Option(
      help: ArgumentHelp(
        "The file to evaluate on. (default: val.json beside the data set)", valueName: "file"))
    var valOutput: String?
  }

  @Argument(help: ArgumentHelp("The data set, in COCO's JSON format.", valueName: "coco.json"))
  var dataset: String

  @OptionGroup(title: "Split") var options: SplitOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    guard Self.place(of: training) != Self.place(of: validation) else {
      throw ValidationError(
        "both parts would be written to '\(training)'; give --train-output and --val-output"
          + " different names.")
    }
  }

  private var training: String {
    output.trainOutput ?? Folder.path(of: "train.json", beside: dataset)
  }
  private var validation: String {
    output.valOutput ?? Folder.path(of: "val.json", beside: dataset)
  }

  /// Where a file is written, which need not exist: its folder without links, and its name.
  private static func place(of file: String) -> [String] {
    [Folder.resolved(Folder.parent(of: file)), (file as NSString).lastPathComponent]
  }

  func run() throws {
    for path in [training, validation] {
      try Folder.checkPlace(ofNewFile: path, advice: "choose another name")
    }
    let coco = try COCODataset(contentsOf: dataset, boxes: .untouched)
    guard coco.images.count > 1 else {
      throw ToolError("'\(dataset)' has one picture only, which cannot be split.")
    }
    let order = RandomStream.order.permutation(of: coco.images.count, seed: options.seed, 0)
    let split = COCOSplit(of: coco, path: dataset, share: options.val, order: order)
    try split.write(training: training, validation: validation)
    let names = coco.images.map(\.fileName)
    let images = PrintedCommand.images(
      in: ImageLocator.folder(of: names, datasetPath: dataset), named: names,
      forCopies: [training, validation])
    StandardError.print(
      """
      wrote \(split.counts.training.counted("picture", "pictures")) to '\(training)' and \
      \(split.counts.validation.grouped) to '\(validation)'
      next: \(PrintedCommand.check(training, validation: validation, images: images))
      """)
  }
}
