import ArgumentParser
import Training

struct RunCommand: RecipeCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Train by a recipe file, such as one for a row of the paper's tables.",
    discussion: """
      Examples:
        wrn-train run configs/cifar10/table4-wrn-28-10.yaml
        wrn-train run configs/svhn/table6-wrn-16-4-dropout.yaml --epochs 10
        wrn-train run --resume runs/cifar10-1

      A recipe names its data set and holds only what differs from that data set's
      defaults; options override it. The config.yaml of a run is a recipe too. At
      the end, the error is shown beside the paper's.
      """)

  @Argument(help: .init("A recipe in YAML.", valueName: "recipe"))
  var path: String?
  @OptionGroup var options: TrainingOptions
  @Option(
    help: .init("Pixels to a side that an ImageNet network reads.", valueName: "pixels"))
  var size: Int?

  func adjust(_ recipe: inout ClassifierRecipe) {
    if let size { recipe.pictureSize = size }
  }

  var changesRecipe: Bool { size != nil }

  func validate() throws {
    guard (path == nil) != (options.run.resume == nil) else {
      throw ValidationError("give a recipe, or --resume and a run.")
    }
    try checkResume()
  }

  func run() throws {
    try train { try adjusted(ClassifierRecipe(contentsOfFile: path ?? "")) }
  }
}
