import ArgumentParser
import Training

/// The options of all training commands.
struct TrainingOptions: ParsableArguments {
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Network") var start: StartOptions
  @OptionGroup(title: "Recipe") var recipe: RecipeOptions
  @OptionGroup(title: "Pictures") var augmentation: AugmentationOptions
  @OptionGroup(title: "Run") var run: RunOptions

  /// Changes a recipe by what was given.
  func apply(to result: inout ClassifierRecipe) {
    network.apply(to: &result.network)
    recipe.apply(to: &result)
    augmentation.apply(to: &result)
    if let data = run.data { result.data = data }
    if let weights = start.weights { result.weights = weights }
  }

  /// Whether anything was given that a resumed run takes from its configuration.
  var changesRecipe: Bool {
    !network.isEmpty || start.weights != nil || !recipe.isEmpty || !augmentation.isEmpty
      || run.output != nil
  }
}
