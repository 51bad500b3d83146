import ArgumentParser
import CommonSupport
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
        throw ValidationError("\(name) must be 1 to 1,000,000, got \(count).")
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
    let names = ["train", "val", "train.json", "val.json"]
    for path in names.map({ "\(folder)/\($0)" })
    where FileManager.default.fileExists(atPath: path) {
      throw ToolError(
        "'\(path)' exists already and is not overwritten; choose another folder, or remove it.")
    }
    try Folder.make(folder)
    try draw(names, to: folder)
    let (train, val) = ("\(folder)/train.json".shellQuoted, "\(folder)/val.json".shellQuoted)
    StandardError.print(
      """
      drew \(options.train.grouped) pictures to train on and \
      \(options.val.grouped) to evaluate on in '\(folder)'
      next: wrn-detect train \(train) --val \(val)
      """)
  }

  /// Draws beside the place and moves what is complete there: a data set is whole or not there at all.
  private func draw(_ names: [String], to folder: String) throws {
    let incomplete = "\(folder)/.incomplete-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: incomplete) }
    try ShapesDataset(seed: options.seed).write(
      to: incomplete, train: options.train, val: options.val)
    for name in names where rename("\(incomplete)/\(name)", "\(folder)/\(name)") != 0 {
      throw ToolError("cannot write '\(folder)/\(name)': \(String(cString: strerror(errno))).")
    }
  }
}
