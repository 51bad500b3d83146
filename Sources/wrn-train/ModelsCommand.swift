import ArgumentParser
import CommonSupport
import ToolSupport
import WideResNet

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the networks of the paper, with their weights and errors, and others.",
    discussion: """
      Examples:
        wrn-train models
        wrn-train models --dataset cifar100
        wrn-train models --dataset imagenet --json

      Errors are the paper's (arXiv 1605.07146), in percent, top-5 behind a comma;
      weights are counted exactly. Rows without weights are other authors' networks
      that the paper quotes; the last ones are networks here that it does not have.
      """)

  @Option(help: .init("Only the rows of this data set.", valueName: "name"))
  var dataset: CataloguedModel.Dataset?
  @Flag(help: "Print one JSON object per row.")
  var json = false

  func run() throws {
    let models = ModelCatalogue.models.filter { dataset == nil || $0.dataset == dataset }
    guard !json else { return try models.forEach { try StandardOutput.print(json: $0) } }
    let heading = ["where", "data set", "network", "weights", "error %", "remarks"]
    try StandardOutput.print(TextTable.text([heading] + models.map(\.cells)))
  }
}

extension CataloguedModel.Dataset: ExpressibleByArgument {}

extension CataloguedModel {
  fileprivate var cells: [String] {
    let dropout = configuration.map(\.dropout) ?? 0
    return [
      place, dataset.rawValue, dropout > 0 ? "\(name), dropout \(dropout)" : name,
      weightCount.map(\.grouped) ?? "", errors, remarks,
    ]
  }

  private var errors: String {
    [top1Error, top5Error].compactMap { $0 }.map { NumberText.fixed($0, decimals: 2) }
      .joined(separator: ", ")
  }

  private var remarks: String {
    [
      preparation?.description, milliseconds.map { "\(NumberText.setting($0)) ms" },
      meanAveragePrecision.map { "mAP \($0) %" }, note,
    ].compactMap { $0 }.joined(separator: "; ")
  }
}
