import Checkpoints
import CommonSupport
import ToolSupport
import Training

/// A command that trains on one data set, by the paper's recipe where the options say nothing else.
protocol TrainingCommand: RecipeCommand {
  static var dataset: ClassifierDataset { get }
}

extension TrainingCommand {
  private var recipe: ClassifierRecipe {
    get throws { try adjusted(ClassifierRecipe(Self.dataset)) }
  }

  func validate() throws {
    try checkResume()
    _ = try recipe
  }

  func run() throws { try train { try recipe } }

  func check(resumed recipe: ClassifierRecipe, in run: RunFolder) throws {
    guard recipe.dataset == Self.dataset else {
      throw ToolError(
        "'\(run.path)' is a run of \(recipe.dataset.rawValue); continue with: wrn-train"
          + " \(recipe.dataset.rawValue) --resume \(run.path.shellQuoted)")
    }
  }
}
