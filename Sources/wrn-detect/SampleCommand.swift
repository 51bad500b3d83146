import ArgumentParser
import Datasets
import Foundation
import ToolSupport

/// `wrn-detect sample`.
struct SampleCommand: ParsableCommand {
  /// Pictures of `val` are numbered from here on, so that none is in `train` as well.
  private static let limit = 1_000_000

  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Draw a small data set of shapes to try training on.",
    discussion: """
      Examples:
        wrn-detect sample shapes
        wrn-detect sample shapes --train 2000 --val 200
        wrn-detect sample other-shapes --seed 2
      """)

  struct DatasetOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Pictures to train on.", valueName: "n"))
    var train = 600

    @Option(help: ArgumentHelp("Pictures to evaluate on.", valueName: "n"))
    var val = 100

    @Option(help: ArgumentHelp("Other numbers draw other pictures.", valueName: "n"))
    var seed: UInt64 = 1

    func validate() throws {
      for (name, count) in [("--train", train), ("--val", val)]
      where !(1...SampleCommand.limit).contains(count) {
        throw ValidationError("\(name) must be in 1...1,000,000, got \(count).")
      }
    }
  }

  @Argument(help: ArgumentHelp("The folder to write to.", valueName: "dir"))
  var folder: String

  @OptionGroup(title: "Data set") var options: DatasetOptions

  func run() throws {
    let folder =
      self.folder.count > 1 && self.folder.hasSuffix("/")
      ? String(self.folder.dropLast()) : self.folder
    for name in ["train.json", "val.json", "train", "val"] {
      let path = "\(folder)/\(name)"
      guard !FileManager.default.fileExists(atPath: path) else {
        throw ToolError(
          "'\(path)' exists already and is not overwritten; choose another folder, or remove it.")
      }
    }
    try ShapesDataset(seed: options.seed).write(
      to: folder, train: options.train, val: options.val)
    StandardError.print(
      """
      drew \(NumberText.grouped(options.train)) pictures to train on and \
      \(NumberText.grouped(options.val)) to evaluate on in '\(folder)'
      next: wrn-detect train \(folder)/train.json --val \(folder)/val.json
      """)
  }
}
