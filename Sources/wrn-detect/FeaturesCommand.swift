import ArgumentParser
import Checkpoints
import CommonSupport
import Datasets
import Detection
import Imaging
import TensorCore
import ToolSupport
import Training

/// `wrn-detect features`.
struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Write what each part of a detector makes of given boxes of a picture.",
    discussion: """
      Boxes are COCO results, as 'propose' and 'eval' write them, in pixels of the
      picture. The file holds the trunk's maps and, for each box, its vector, the
      probabilities of the classes and of an object, and what LocNet sees, in PyTorch's
      order of axes.

      Examples:
        wrn-detect features street.jpg boxes.json street.safetensors
        wrn-detect features a.png b.json c.safetensors --weights runs/train-1
        wrn-detect features a.png proposals.json c.safetensors --threads 1
      """)

  @Argument(help: ArgumentHelp("A JPEG or PNG picture.", valueName: "picture"))
  var picture: String
  @Argument(help: ArgumentHelp("The boxes, as COCO results.", valueName: "boxes.json"))
  var boxes: String
  @Argument(help: ArgumentHelp("The safetensors file to write.", valueName: "output"))
  var output: String

  @OptionGroup(title: "Detection") var weights: WeightsOptions
  @OptionGroup(title: "Running") var threads: ThreadOptions

  func run() throws {
    try ThreadPool.withThreads(threads.threads, write)
  }

  private func write() throws {
    try Folder.checkPlace(ofFile: output, butNot: [picture, self.boxes])
    let boxes = try COCODetection.read(from: self.boxes).map { Box($0.bbox) }
    if let index = boxes.firstIndex(where: \.isEmpty) {
      throw ToolError(
        "the box of results[\(index)] in '\(self.boxes)' covers nothing; leave it out.")
    }
    let image = try EncodedImage(contentsOfFile: picture)
    let weights = try self.weights.load(writing: output)
    let features = weights.detector.features(
      of: try ResizedPicture(image, weights.inference), boxes: boxes)
    try SafetensorsFile.write(features, metadata: ["format": "pt"], to: output)
    for (name, value) in features { try StandardOutput.print("\(name) \(value.shape)") }
  }
}
