import ArgumentParser
import Checkpoints
import CommonSupport
import Imaging
import ToolSupport
import Training

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Show runs side by side: results, time, and how their recipes differ.",
    discussion: """
      Examples:
        wrn-train compare runs/cifar10-1 runs/cifar10-2
        wrn-train compare runs/* --plot errors.png --by time
        wrn-train compare cifar10-1 cifar10-2 cifar10-3 --json

      Errors are percentages of the validation pictures. Runs that differ by their
      seed alone are summed up as a group. A folder that is no run of a classifier is
      reported, and the others are shown; the exit code is then 1.
      """)

  @Argument(help: .init("Folders of runs, finished or not, or their names.", valueName: "run"))
  var runs: [String]
  @Option(
    help: .init("Draw the validation errors: a .png, .jpg or .svg file.", valueName: "file"))
  var plot: String?
  @Option(
    help: .init("Draw them against the epoch or the time of training.", valueName: "epoch|time"))
  var by = RunComparison.Against.epoch
  @Flag(help: "Print one JSON object per run, difference and group.")
  var json = false

  func validate() throws {
    if let plot, !plot.lowercased().hasSuffix(".svg"), ImageFormat(extensionOf: plot) == nil {
      throw ValidationError("--plot must end in .png, .jpg or .svg, got '\(plot)'.")
    }
  }

  func run() throws {
    if let plot { try Folder.checkPlace(ofFile: plot) }
    var found: [ClassifierRun] = []
    for argument in runs {
      do {
        found.append(try ClassifierRun(try RunFolder.find(argument)))
      } catch {
        StandardError.print("error: \(error)")
      }
    }
    let report = ComparisonReport(RunComparison(found))
    if !found.isEmpty {
      try json
        ? report.records.forEach(StandardOutput.print(json:)) : StandardOutput.print(report.text)
      if let plot {
        try report.comparison.sheet(against: by).write(toFile: plot)
        StandardError.print("the errors are drawn in '\(plot)'.")
      }
    }
    if found.count < runs.count { throw ExitCode(ExitStatus.failed.rawValue) }
  }
}

extension RunComparison.Against: ExpressibleByArgument {}
