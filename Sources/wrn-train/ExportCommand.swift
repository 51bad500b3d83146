import ArgumentParser
import Checkpoints
import ToolSupport

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a classifier for other programs.",
    discussion: """
      Examples:
        wrn-train export runs/cifar10-1 wrn.onnx
        wrn-train export runs/imagenet-1 wrn.onnx --batch 1 --size 288
        wrn-train export resnet18.safetensors resnet18.onnx

      An ONNX model reads normalised pictures [N, 3, H, W] and returns logits; its
      metadata holds mean, std and the names of the classes.
      """)

  @Argument(help: .init("A run (its best weights) or a safetensors file.", valueName: "run|file"))
  var weights: String
  @Argument(help: .init("The file to write: model.onnx.", valueName: "output"))
  var output: String
  @Option(help: .init("Pictures at once (default: any number).", valueName: "n"))
  var batch: Int?
  @Option(
    help: .init(
      "Pixels: 224, or height x width as 608x800 (default: as in training).", valueName: "size"))
  var size: PictureSize?

  func validate() throws {
    guard output.hasSuffix(".onnx") else {
      throw ValidationError("the name of an ONNX model ends in .onnx, got '\(output)'.")
    }
    if let batch, !(1...65_536).contains(batch) {
      throw ValidationError("batch must be 1 to 65,536 pictures, got \(batch).")
    }
  }

  func run() throws {
    let path = try RunFolder.weights(at: weights)
    try StandardOutput.print(ONNXExport(batch: batch, size: size).run(path, to: output))
  }
}
