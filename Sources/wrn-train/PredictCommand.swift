import ArgumentParser
import Checkpoints
import Imaging
import TensorCore
import ToolSupport
import Training

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Name what pictures show.",
    discussion: """
      Examples:
        wrn-train predict runs/cifar10-1 cat.jpg
        wrn-train predict runs/imagenet-1 photos/*.jpg --top 1
        wrn-train predict resnet18.safetensors cat.jpg --json

      A picture that cannot be read is reported, and the others go on; the exit code is then 1.
      """)

  @Argument(help: .init("A run (its best weights) or a safetensors file.", valueName: "run|file"))
  var weights: String
  @Argument(help: .init("JPEG or PNG files.", valueName: "image"))
  var images: [String]
  @Option(help: .init("How many classes to name, the most probable first.", valueName: "n"))
  var top = 5
  @OptionGroup var threads: ThreadOptions
  @Flag(help: "Print one JSON object per picture.")
  var json = false

  func validate() throws {
    guard top >= 1 else { throw ValidationError("top must be at least 1, got \(top).") }
  }

  func run() throws {
    let path = try RunFolder.weights(at: weights)
    try ThreadPool.withThreads(threads.threads) {
      let classifier = try Classifier(contentsOfFile: path)
      var failed = false
      for image in images {
        do {
          let guesses = try classifier.predict(.file(path: image), top: top)
          let report = PredictionReport(path: image, guesses)
          try json ? StandardOutput.print(json: report) : StandardOutput.print(report.text)
        } catch let error as ImageError {
          StandardError.print("error: \(error)")
          failed = true
        }
      }
      if failed { throw ExitCode(ExitStatus.failed.rawValue) }
    }
  }
}
