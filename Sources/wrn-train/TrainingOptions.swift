import ArgumentParser
import Training

/// Which network; what is nil keeps the data set's default.
struct NetworkOptions: ParsableArguments {
  @Option(help: .init("Depth: 6n+4 for CIFAR, 18 or 34 for ImageNet.", valueName: "n"))
  var depth: Int?
  @Option(help: .init("Widening factor; may be a fraction.", valueName: "k"))
  var width: Double?
  @Option(
    help: .init("Probability of dropout in each block, CIFAR only (default: 0).", valueName: "p"))
  var dropout: Float?
  @Option(
    help: .init(
      "Start from these weights (a file or a run); a last layer for other classes is left out.",
      valueName: "file"))
  var weights: String?
}

/// The options of all training commands.
struct TrainingOptions: ParsableArguments {
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Recipe") var recipe: RecipeOptions
  @OptionGroup(title: "Run") var run: RunOptions

  /// Changes a recipe by what was given.
  func apply(to result: inout ClassifierRecipe) {
    if let depth = network.depth { result.network.depth = depth }
    if let width = network.width { result.network.width = width }
    if let dropout = network.dropout { result.network.dropout = dropout }
    recipe.apply(to: &result)
    if let data = run.data { result.data = data }
  }

  /// Whether anything was given that a resumed run takes from its configuration.
  var changesRecipe: Bool {
    let given: [Any?] = [
      network.depth, network.width, network.dropout, network.weights, run.output,
    ]
    return given.contains { $0 != nil } || !recipe.given.isEmpty
  }
}
