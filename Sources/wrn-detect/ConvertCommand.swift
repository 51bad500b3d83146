import ArgumentParser
import CommonSupport
import Datasets
import Foundation
import ToolSupport

/// `wrn-detect convert`.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a Pascal VOC or YOLO data set as COCO JSON.",
    discussion: """
      The pictures stay where they are; their names in the JSON are relative to its
      folder if they lie in it or below, else full paths. Pascal VOC's corners count
      from 1 and both pixels belong to the box; its difficult objects become crowds,
      neither targets nor mistakes.

      Examples:
        wrn-detect convert VOC2012 --split train --output VOC2012/train.json
        wrn-detect convert data.yaml --split val --output val.json
        wrn-detect convert labels --from yolo --images pictures --output coco.json
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case voc, yolo
  }

  struct InputOptions: ParsableArguments {
    @Option(help: "The format. (default: recognised from the files)")
    var from: Format?

    @Option(
      help: ArgumentHelp(
        "The folder of the pictures. (default: where the format has them)", valueName: "dir"))
    var images: String?

    @Option(
      help: ArgumentHelp(
        "A list in ImageSets/Main, or a split of data.yaml. (default: all; of data.yaml train)",
        valueName: "name"))
    var split: String?

    @Flag(
      name: .customLong("from-zero"),
      help: "Pascal VOC's corners count from 0, as some programs write them.")
    var countsFromZero = false

    func validate() throws {
      if countsFromZero, from == .yolo {
        throw ValidationError("--from-zero is for --from voc; YOLO's boxes have no corners.")
      }
    }
  }

  struct OutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The COCO JSON to write.", valueName: "coco.json"))
    var output: String
  }

  @Argument(help: ArgumentHelp("The folder, or a data.yaml.", valueName: "input"))
  var path: String

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard FileManager.default.fileExists(atPath: path) else {
      throw ToolError("there is no file or folder '\(path)'.")
    }
    try Folder.checkPlace(ofNewFile: output.output, advice: "choose another --output")
    let converted = try convert(path)
    try converted.coco.write(to: output.output)
    for note in converted.notes { StandardError.print("note: \(note)") }
    let coco = converted.coco
    StandardError.print(
      """
      wrote \(coco.images.count.counted("picture", "pictures")) with \
      \(coco.annotations.count.counted("object", "objects")) of \
      \(coco.categories.count.counted("class", "classes")) to '\(output.output)'
      next: \(PrintedCommand.check(output.output))
      """)
  }

  private func convert(_ path: String) throws -> ConvertedDataset {
    switch try input.from ?? recognized(path) {
    case .voc:
      try VOCDataset(
        folder: path,
        VOCDataset.Options(
          images: input.images, split: input.split, countsFromZero: input.countsFromZero)
      ).converted(for: output.output)
    case .yolo:
      try convertYOLO(path)
    }
  }

  private func convertYOLO(_ path: String) throws -> ConvertedDataset {
    if input.countsFromZero {
      throw ToolError(
        "'\(path)' is a YOLO data set, whose boxes have no corners; leave out --from-zero.")
    }
    return try YOLODataset(path, split: input.split, images: input.images)
      .converted(for: output.output)
  }

  private func recognized(_ path: String) throws -> Format {
    if VOCDataset.recognizes(path) { return .voc }
    if YOLODataset.recognizes(path) { return .yolo }
    throw ToolError(
      "'\(path)' looks neither like Pascal VOC (XML files, in Annotations/) nor like YOLO (a data.yaml,"
        + " or labels/ and classes.txt); say which with --from.")
  }
}
