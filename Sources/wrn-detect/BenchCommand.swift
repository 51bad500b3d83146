import ArgumentParser
import Detection
import TensorCore
import ToolSupport
import Training

/// `wrn-detect bench`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time the steps of a detector with random weights and pictures.",
    discussion: """
      Examples:
        wrn-detect bench --mode inference --batch 1 --size 480x640
        wrn-detect bench --config configs/coco/wrn-34-2-800.yaml --batch 2 --json
        wrn-detect bench --mode inference --threads 2 --profile

      GFLOP/s count what direct convolutions would compute, and a training step as
      three forward passes. No data is needed.
      """)

  @Option(help: "A YAML recipe (default: that of small data sets).")
  var config: String?
  @Option(
    help: ArgumentHelp(
      "Pixels the detector sees: 480, or height x width as 480x640 (default: the recipe's short side"
        + " and 4/3 of it).", valueName: "size"))
  var size: PictureSize?
  @OptionGroup var classes: ClassCountOption
  @OptionGroup var options: BenchOptions

  func validate() throws {
    if let size { try options.check(size) }
  }

  func run() throws {
    let recipe = try config.map { try DetectorRecipe(contentsOfFile: $0) } ?? DetectorRecipe()
    let side = recipe.inference.size.shortSide
    let size = size ?? PictureSize(height: side, width: side * 4 / 3)
    try options.check(size)
    try ThreadPool.withThreads(options.threads.threads) {
      let workload = DetectorWorkload(
        recipe: recipe, categories: classes.categories, options: options, size: size)
      let step = try workload.makeStep(recipe)
      let counted = Profile()
      Profile.$current.withValue(counted, operation: step)
      let profile = options.profile ? Profile() : nil
      let measurement = Profile.$current.withValue(profile) {
        StepMeasurement(steps: options.steps, step)
      }
      let report = BenchReport(
        workload, title: "detector on \(workload.trunk)", size: size, options: options,
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
