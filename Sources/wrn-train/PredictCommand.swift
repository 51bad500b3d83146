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
        wrn-train predict wide_resnet50_2.safetensors cat.jpg --classes names.txt

      Weights of torchvision, timm and the CIFAR ports of the paper are read as they
      are; what such a file does not say is assumed, printed, and can be given.
      A picture that cannot be read is reported, and the others go on; the exit code is then 1.
      """)

  @Argument(help: .init("A run (its best weights) or a safetensors file.", valueName: "run|file"))
  var weights: String
  @Argument(help: .init("JPEG or PNG files.", valueName: "image"))
  var images: [String]
  @Option(help: .init("How many classes to name, the most probable first.", valueName: "n"))
  var top = 5
  @OptionGroup var classNames: ClassNamesOption
  @Flag(help: "With --json: print the scores of all classes, before the softmax, as well.")
  var logits = false
  @Option(help: .init("Whose names the tensors have (default: auto).", valueName: "names"))
  var names: NamesArgument?
  @OptionGroup(title: "Pictures") var pictureOptions: PictureOptions
  @OptionGroup var threads: ThreadOptions
  @Flag(help: "Print one JSON object per picture.")
  var json = false

  func validate() throws {
    guard top >= 1 else { throw ValidationError("top must be at least 1, got \(top).") }
    guard json || !logits else { throw ValidationError("--logits needs --json.") }
  }

  func run() throws {
    let path = try RunFolder.weights(at: weights)
    try ThreadPool.withThreads(threads.threads) {
      let classifier = try pictureOptions.load(path, names: names, classes: classNames.classes)
      var failed = false
      for image in images {
        do {
          let scores = try classifier.logits(.file(path: image))
          let report = PredictionReport(
            path: image, classifier.guesses(scores, top: top), logits: logits ? scores : nil)
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
