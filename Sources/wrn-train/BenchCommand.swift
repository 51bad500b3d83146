import ArgumentParser
import TensorCore
import ToolSupport
import Training
import WideResNet

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time the steps of a network with random weights and pictures.",
    discussion: """
      Examples:
        wrn-train bench cifar10 --architecture preact-resnet --depth 164 --batch 32
        wrn-train bench imagenet --mode inference --batch 1 --size 608x800 --json
        wrn-train bench cifar10 --depth 16 --width 8 --threads 2 --profile

      GFLOP/s count what direct convolutions would compute, and a training step as
      three forward passes. No data is needed.
      """)

  @Argument(help: "cifar10, cifar100, svhn or imagenet: whose network, classes and picture size.")
  var dataset: ClassifierDataset
  @Option(
    help: .init(
      "Pixels: 224, or height x width as 608x800 (default: 32 or 224).", valueName: "size"))
  var size: PictureSize?
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup var options: BenchOptions

  private var recipe: ClassifierRecipe {
    var recipe = ClassifierRecipe(dataset)
    network.apply(to: &recipe.network)
    return recipe
  }

  private var pictureSize: PictureSize {
    size ?? PictureSize(height: recipe.pictureSize, width: recipe.pictureSize)
  }

  func validate() throws {
    try options.check(pictureSize)
    do {
      try recipe.network.validate()
    } catch {
      throw ValidationError("\(error)")
    }
  }

  func run() throws {
    try ThreadPool.withThreads(options.threads.threads) {
      let workload = ClassifierWorkload(
        dataset: dataset.rawValue, network: recipe.network, options: options, size: pictureSize)
      let step = try workload.makeStep(recipe)
      let counted = Profile()
      Profile.$current.withValue(counted, operation: step)
      let profile = options.profile ? Profile() : nil
      let measurement = Profile.$current.withValue(profile) {
        StepMeasurement(steps: options.steps, step)
      }
      let report = BenchReport(
        workload, title: recipe.network.name, size: pictureSize, options: options,
        threads: ThreadPool.current.size, forwardFlops: 2 * counted.multiplyAdds,
        measurement: measurement,
        profile: profile.map {
          ProfileReport(
            $0.entries.map { ($0.phase, $0.kind, $0.layer, $0.seconds) }, steps: options.steps)
        })
      try options.json ? StandardOutput.print(json: report) : StandardOutput.print(report.text)
    }
  }
}
