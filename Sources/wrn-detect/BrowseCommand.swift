import ArgumentParser
import CommonSupport
import Datasets
import Imaging
import TensorCore
import ToolSupport
import Training

/// `wrn-detect browse`.
struct BrowseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "browse",
    abstract: "Draw random pictures of a data set with their boxes on one sheet.",
    discussion: """
      Groups of objects (iscrowd) have dashed boxes. With --results each picture
      stands there twice: what is marked on the left, what was found on the right.

      Examples:
        wrn-detect browse train.json
        wrn-detect browse train.json --category dog --count 25 --seed 2
        wrn-detect browse val.json --results found.json --output found.png
      """)

  struct InputOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "The folder of the pictures. (default: found beside the JSON)", valueName: "dir"))
    var images: String?

    @Option(help: ArgumentHelp("Detections to draw, as COCO results.", valueName: "dt.json"))
    var results: String?

    @Option(
      help: ArgumentHelp(
        "The least score of a detection to draw, 0...1. (default: 0.5)", valueName: "p"))
    var threshold: Double?

    @Option(help: ArgumentHelp("Only pictures with objects of this class.", valueName: "name"))
    var category: String?

    @Option(help: ArgumentHelp("Pictures to draw.", valueName: "n"))
    var count = 16

    @Option(help: ArgumentHelp("Other numbers choose other pictures.", valueName: "n"))
    var seed: UInt64 = 1

    func validate() throws {
      guard (1...400).contains(count) else {
        throw ValidationError("--count must be 1 to 400, got \(count).")
      }
      guard let threshold else { return }
      guard (0...1).contains(threshold) else {
        throw ValidationError("--threshold must be 0 to 1, got \(threshold).")
      }
      if results == nil {
        throw ValidationError("--threshold needs --results, the detections that it is for.")
      }
    }
  }

  struct OutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The picture to write, PNG or JPEG.", valueName: "file"))
    var output = "browse.png"

    func validate() throws {
      if ImageFormat(extensionOf: output) == nil {
        throw ValidationError("--output must end in .png, .jpg or .jpeg, got '\(output)'.")
      }
    }
  }

  @Argument(help: ArgumentHelp("The data set, in COCO's JSON format.", valueName: "coco.json"))
  var dataset: String

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    let inputs = [dataset, input.results].compactMap { $0 }
    try Folder.checkPlace(ofFile: output.output, butNot: inputs)
    let coco = try COCODataset(contentsOf: dataset, boxes: .untouched)
    let locator = try ImageLocator(
      images: coco.images, datasetPath: dataset, directory: input.images, requiresAll: false)
    let candidates = try candidates(in: coco)
    let order = RandomStream.order.permutation(of: candidates.count, seed: input.seed, 0)
    let chosen = order.prefix(input.count).map { candidates[$0] }.sorted()
    try Folder.checkPlace(
      ofFile: output.output, butNot: chosen.map { locator.path(of: coco.images[$0]) })
    let threshold = input.threshold ?? 0.5
    let detections = try input.results.map { path in
      try COCODetection.read(from: path).filter { $0.score >= threshold }
    }
    let sheet = BrowseSheet(coco, locator, chosen, detections: detections)
    try sheet.image(title: title(chosen.count, of: coco.images.count))
      .write(toFile: output.output)
    StandardError.print(
      "drew \(chosen.count) of \(coco.images.count.grouped) pictures in '\(output.output)'"
    )
  }

  /// Positions of the pictures to choose from.
  private func candidates(in coco: COCODataset) throws -> [Int] {
    guard let name = input.category else { return Array(coco.images.indices) }
    let ids = Set(coco.categories.filter { $0.name == name }.map(\.id))
    if ids.isEmpty {
      let names = coco.categories.prefix(20).map { "'\($0.name)'" }.joined(separator: ", ")
      throw ToolError(
        "'\(dataset)' has no category '\(name)'; it has \(names)\(coco.categories.count > 20 ? ", ..." : "")."
      )
    }
    let found = coco.images.indices.filter { index in
      coco.annotations(ofImageAt: index).contains { ids.contains($0.categoryID) }
    }
    if found.isEmpty { throw ToolError("no picture of '\(dataset)' has an object of '\(name)'.") }
    return found
  }

  private func title(_ count: Int, of all: Int) -> String {
    let name = dataset.split(separator: "/").last.map(String.init) ?? dataset
    return "\(name): \(count) of \(all.grouped) pictures"
      + (input.category.map { " with '\($0)'" } ?? "")
      + (input.results == nil ? "" : ", marked (left) and found (right)")
  }
}
