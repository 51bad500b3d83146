import ArgumentParser

struct WRNTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wrn-train",
    abstract: "Train and use the classifiers of the paper Wide Residual Networks.",
    discussion: """
      Examples:
        wrn-train cifar10 --depth 16 --width 2 --epochs 15 --schedule one-cycle
        wrn-train imagenet --data imagenet --width 2
        wrn-train predict runs/cifar10-1 cat.jpg dog.png

      A training writes a new folder in runs/ with its configuration, its log, and
      weights in safetensors.
      """,
    groupedSubcommands: [
      CommandGroup(
        name: "Train",
        subcommands: [
          CIFAR10Command.self, CIFAR100Command.self, SVHNCommand.self, ImageNetCommand.self,
          RunCommand.self,
        ]),
      CommandGroup(
        name: "Use weights",
        subcommands: [EvalCommand.self, PredictCommand.self, ExportCommand.self]),
      CommandGroup(
        name: "Look",
        subcommands: [
          CompareCommand.self, ReportCommand.self, SummaryCommand.self, ModelsCommand.self,
          BenchCommand.self,
        ]),
    ])
}
