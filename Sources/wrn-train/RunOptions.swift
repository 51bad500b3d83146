import ArgumentParser
import ToolSupport

/// The run and the machine.
struct RunOptions: ParsableArguments {
  @Option(
    help: .init("The folder of the data (default: data, or data/imagenet).", valueName: "dir"))
  var data: String?
  @Option(
    help: .init("The run's folder, new or empty (default: runs/<data set>-<n>).", valueName: "dir"))
  var output: String?
  @Option(
    help: .init("Continue this run as if it had never stopped.", valueName: "run"))
  var resume: String?
  @OptionGroup var threads: ThreadOptions
  @Flag(help: "Print one JSON object per epoch, and one for the result, to the standard output.")
  var json = false
}
