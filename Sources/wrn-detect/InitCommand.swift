import ArgumentParser
import CommonSupport
import Detection
import ToolSupport
import Training

/// `wrn-detect init`.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a detector that has learned nothing yet.",
    discussion: """
      Examples:
        wrn-detect init configs/coco/wrn-34-2-600.yaml untrained.safetensors
        wrn-detect init configs/small/wrn-18-0.5.yaml small.safetensors --classes 3
        wrn-detect init configs/small/wrn-18-0.5.yaml other.safetensors --seed 2

      For trying a recipe's network before it is trained: its weights are random, its
      classes are called 'class 1', 'class 2' and so on.
      """)

  @Argument(help: ArgumentHelp("A YAML recipe.", valueName: "recipe"))
  var recipe: String
  @Argument(help: ArgumentHelp("The safetensors file to write.", valueName: "output"))
  var output: String
  @OptionGroup var classes: ClassCountOption
  @Option(
    help: ArgumentHelp(
      "Where random weights come from (default: the recipe's).", valueName: "seed"))
  var seed: UInt64?

  func run() throws {
    try Folder.checkPlace(ofFile: output, butNot: [recipe])
    let recipe = try DetectorRecipe(contentsOfFile: recipe)
    let detector = try Detector(
      recipe.architecture,
      categories: classes.categories,
      seed: seed ?? recipe.seed)
    try DetectorFile.write(detector, inference: recipe.inference, to: output)
    try StandardOutput.print(
      "wrote '\(output)': \(detector.store.weightCount.grouped) weights,"
        + " \(classes.classes) \(classes.classes == 1 ? "class" : "classes").")
  }
}
