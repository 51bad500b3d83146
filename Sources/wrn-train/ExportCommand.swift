import ArgumentParser
import Checkpoints
import CommonSupport
import TensorCore
import ToolSupport
import Training

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a classifier for other programs.",
    discussion: """
      Examples:
        wrn-train export runs/cifar10-1 wrn-28-10.onnx
        wrn-train export runs/imagenet-1 wrn-34-2.safetensors --type f16
        wrn-train export resnet20.safetensors new.safetensors --classes cifar10

      An ONNX model reads normalised pictures [N, 3, H, W] as 'input' and returns
      'logits'; its metadata holds mean, std, picture_size and class_names.

      PyTorch loads the result with load_state_dict(safetensors.torch.load_file(F)),
      strictly. The names are by default those of torchvision for ImageNet networks,
      of xternalz/WideResNet-pytorch for wide CIFAR networks and of akamaster's for
      the original ones. The file describes itself to this program as well.
      """)

  @Argument(help: .init("A run (its best weights) or a safetensors file.", valueName: "run|file"))
  var weights: String
  @Argument(help: .init("The file to write; its ending tells the format.", valueName: "output"))
  var output: String
  @Option(
    help: .init(
      "Whose names the tensors of a safetensors file get (default: auto).", valueName: "names"))
  var names: NamesArgument?
  @Option(help: "The type of the numbers; ONNX has f32.")
  var type = WeightType.f32
  @Option(
    help: .init(
      "How many pictures an ONNX model reads at once (default: any number).", valueName: "n"))
  var batch: Int?
  @OptionGroup var classNames: ClassNamesOption
  @OptionGroup(title: "Pictures") var pictures: PictureOptions

  private var format: ExportFormat? { ExportFormat(path: output) }

  func validate() throws {
    guard format != nil else {
      let known = ExportFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: " or ")
      throw ValidationError("the output must end in \(known), got '\(output)'.")
    }
    if format == .onnx, names != nil || type != .f32 {
      throw ValidationError("--names and --type are for safetensors; an ONNX model has f32.")
    }
    if format != .onnx, batch != nil {
      throw ValidationError("--batch is for an ONNX model; a safetensors file has none.")
    }
    if let batch, !(1...65_536).contains(batch) {
      throw ValidationError("batch must be 1 to 65,536 pictures, got \(batch).")
    }
  }

  func run() throws {
    let path = try RunFolder.weights(at: weights)
    try Folder.checkPlace(ofFile: output, butNot: [path])
    let classifier = try pictures.load(path, classes: classNames.classes)
    switch format {
    case .safetensors: try writeSafetensors(classifier)
    case .onnx: try writeONNX(classifier)
    case nil: break  // refused by validate()
    }
  }

  private func writeSafetensors(_ classifier: Classifier) throws {
    let names = try classifier.write(to: output, names: names?.convention, type: type)
    try StandardOutput.print(
      "wrote '\(output)': \(classifier.description.network.name),"
        + " \(classifier.store.weightCount.grouped) weights as \(type.rawValue),"
        + " names of \(names.rawValue).")
  }

  private func writeONNX(_ classifier: Classifier) throws {
    try classifier.writeONNX(to: output, batch: batch)
    let (description, size) = (classifier.description, classifier.description.pictureSize)
    try StandardOutput.print(
      "wrote '\(output)': \(description.network.name), input [\(batch.map(String.init) ?? "N"), 3,"
        + " \(size), \(size)], logits of \(description.network.classes) classes.")
  }
}

extension WeightType: ExpressibleByArgument {}
