import ArgumentParser
import ToolSupport

/// The program `wrn-detect`.
struct WRNDetect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wrn-detect",
    abstract: "Object detection with Wide Residual Networks, on the CPU.",
    discussion: """
      Examples:
        wrn-detect train coco.json
        wrn-detect infer street.jpg
        wrn-detect eval coco.json

      'wrn-detect sample' draws a data set to try them on.
      """,
    subcommands: [
      TrainCommand.self, InferCommand.self, EvalCommand.self, ScoreCommand.self, SampleCommand.self,
      ProposeCommand.self, CheckCommand.self, BrowseCommand.self, ConvertCommand.self,
      SplitCommand.self, BenchCommand.self, InitCommand.self, FeaturesCommand.self,
    ])
}
