import ArgumentParser
import Checkpoints
import CommonSupport
import TensorCore
import ToolSupport
import Training

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a page about a run: curves, confusions, worst mistakes.",
    discussion: """
      Examples:
        wrn-train report runs/cifar10-1
        wrn-train report runs/imagenet-1 --data imagenet --output imagenet.html
        wrn-train report cifar10-1 --no-evaluation

      The page is one HTML file that needs nothing else. Its pictures are the mistakes
      of the best weights on the validation pictures, of which the classifier was most
      sure.
      """)

  @Argument(help: .init("The folder of a run, finished or not, or its name.", valueName: "run"))
  var name: String
  @Option(help: .init("The folder of the data (default: the run's).", valueName: "dir"))
  var data: String?
  @Option(help: .init("The page (default: report.html in the run).", valueName: "file"))
  var output: String?
  @Option(help: .init("Pictures per step; it changes the speed only.", valueName: "n"))
  var batch = 128
  @Flag(
    inversion: .prefixedNo, help: "Evaluate the best weights; without, the page has curves only.")
  var evaluation = true
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    guard (1...65_536).contains(batch) else {
      throw ValidationError("batch must be 1 to 65,536 pictures, got \(batch).")
    }
  }

  func run() throws {
    let folder = try RunFolder.find(name)
    if let output { try Folder.checkPlace(ofFile: output, butNot: folder.files) }
    let path = try ThreadPool.withThreads(threads.threads) {
      try ClassifierReport.writeWithProgress(
        for: folder, data: data, evaluates: evaluation, to: output, batch: batch)
    }
    try StandardOutput.print("the report is '\(path)'.")
  }
}

extension ClassifierReport {
  /// Writes the report with the threads of the current pool, and shows how far it is.
  /// - Returns: The path of the report.
  static func writeWithProgress(
    for folder: RunFolder, data: String? = nil, evaluates: Bool = true, to path: String? = nil,
    batch: Int
  ) throws -> String {
    let line = ProgressLine()
    defer { line.finish() }
    return try write(
      for: folder, data: data, evaluates: evaluates, to: path, batch: batch,
      threads: ThreadPool.current.size
    ) { done, total in
      line.update(
        ProgressSnapshot(label: "evaluating for the report", step: done, total: total))
    }
  }
}
