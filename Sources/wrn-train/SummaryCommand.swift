import ArgumentParser
import Checkpoints
import ToolSupport
import Training
import WideResNet

struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "List a network's layers with their shapes, weights and multiply-adds.",
    discussion: """
      Examples:
        wrn-train summary cifar10 --depth 28 --width 10
        wrn-train summary imagenet --depth 50 --width 2 --size 608x800
        wrn-train summary runs/cifar10-1 --json

      Parameters are counted as papers do, without running statistics. Nothing is
      computed. The JSON also names all tensors that a weights file must hold.
      """)

  private static let datasets = ClassifierDataset.allCases.map(\.rawValue)

  @Argument(
    help: .init(
      "\(datasets.joined(separator: ", ")), or a run, or a safetensors file.",
      valueName: "dataset|run|file"))
  var network: String
  @Option(
    help: .init(
      "Pixels: 224, or height x width as 608x800 (default: as in training).", valueName: "size"))
  var size: PictureSize?
  @Flag(help: "Print one JSON object instead of text.")
  var json = false
  @OptionGroup(title: "Network") var options: NetworkOptions

  func validate() throws {
    guard let dataset = ClassifierDataset(argument: network) else {
      guard options.isEmpty else {
        throw ValidationError(
          "'\(network)' says itself which network it holds; --depth and its like are for"
            + " \(Self.datasets.joined(separator: ", ")).")
      }
      return
    }
    do {
      try recipe(dataset).network.validate()
    } catch {
      throw ValidationError("\(error)")
    }
  }

  func run() throws {
    let (configuration, pixels) = try described()
    let size = size ?? PictureSize(height: pixels, width: pixels)
    let summary = try NetworkSummary(configuration, height: size.height, width: size.width)
    let report = SummaryReport(summary, of: configuration, size: size)
    try json ? StandardOutput.print(json: report) : StandardOutput.print(report.text)
  }

  private func described() throws -> (NetworkConfiguration, pictureSize: Int) {
    if let dataset = ClassifierDataset(argument: network) {
      let recipe = recipe(dataset)
      return (recipe.network, recipe.pictureSize)
    }
    let path = try RunFolder.weights(at: network)
    let description = try ClassifierDescription(contentsOfFile: path)
    return (description.network, description.pictureSize)
  }

  private func recipe(_ dataset: ClassifierDataset) -> ClassifierRecipe {
    var recipe = ClassifierRecipe(dataset)
    options.apply(to: &recipe.network)
    return recipe
  }
}
