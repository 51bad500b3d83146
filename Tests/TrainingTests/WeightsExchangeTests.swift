import Checkpoints
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing
import Training

/// Weights as other programs save them, and what these make of a picture: files of
/// `tools/make-weights-fixtures`.
@Suite struct WeightsExchangeTests {
  private struct Case: Decodable {
    let size, resize: Int
    let filter: ResampleFilter
    let mean, std: [Float]
    let logits: [Double]

    var options: ClassifierOptions {
      var options = ClassifierOptions()
      options.size = size
      options.resize = resize
      options.filter = filter
      options.mean = mean
      options.deviation = std
      return options
    }
  }

  private static let names = ["torchvision-f16", "xternalz-parallel", "akamaster-bf16", "authors"]
  private let scratch = ScratchFolder()

  private func fixture(_ name: String) throws -> String {
    let url = Bundle.module.url(
      forResource: name, withExtension: nil, subdirectory: "Fixtures")
    return try #require(url, "no fixture '\(name)'").path
  }

  private func expected(_ name: String) throws -> Case {
    let data = try Data(contentsOf: URL(fileURLWithPath: try fixture("logits.json")))
    return try #require(try JSONDecoder().decode([String: Case].self, from: data)[name])
  }

  private func expectLogits(_ classifier: Classifier, _ expected: Case) throws {
    let found = try classifier.logits(.file(path: try fixture("photo.jpg")))
    try #require(found.count == expected.logits.count)
    for (x, y) in zip(found, expected.logits) {
      #expect(Tolerance(absolute: 1e-4, relative: 1e-5).accepts(Double(x), y), "\(x), not \(y)")
    }
  }

  /// From the bytes of a photo through decoding, resizing, cropping and the network: PyTorch's
  /// logits.
  @Test(arguments: names)
  func logitsAreThoseOfPyTorch(name: String) throws {
    let expected = try expected(name)
    let path = try fixture("\(name).safetensors")
    try expectLogits(try Classifier(contentsOfFile: path, options: expected.options), expected)
    // What other programs do by default is what such files are taken for.
    let assumed = try Classifier(contentsOfFile: path)
    #expect(assumed.assumption?.contains("does not describe itself") == true)
    let usual = assumed.description
    #expect(usual.filter ?? .bicubic == expected.filter)
    for (x, y) in zip(usual.normalization.mean, expected.mean) { #expect(abs(x - 255 * y) < 1e-3) }
    for (x, y) in zip(usual.normalization.deviation, expected.std) {
      #expect(abs(x - 255 * y) < 1e-3)
    }
  }

  /// An exported file has the same tensors under the same names, and says how pictures are prepared.
  @Test(arguments: names)
  func whatIsExportedIsReadAgain(name: String) throws {
    let expected = try expected(name)
    let path = try fixture("\(name).safetensors")
    let classifier = try Classifier(contentsOfFile: path, options: expected.options)
    let convention = try #require(
      NameConvention(rawValue: String(name.split(separator: "-")[0])))
    let copy = scratch.file("copy.safetensors")
    #expect(try classifier.write(to: copy, names: convention) == convention)
    let (original, written) = (try SafetensorsFile(path), try SafetensorsFile(copy))
    let prefix = name.hasSuffix("parallel") ? "module." : ""
    #expect(Set(written.names.map { prefix + $0 }) == Set(original.names))
    for key in written.names {
      #expect(written.shape(of: key) == original.shape(of: prefix + key))
      guard written.isFloatingPoint(key) else { continue }
      #expect(try written.tensor(key).scalars == original.tensor(prefix + key).scalars)
    }
    let again = try Classifier(contentsOfFile: copy)
    #expect(again.assumption == nil)
    #expect(again.description == classifier.description)
    try expectLogits(again, expected)
  }

  /// The authors' weights for seven classes start a training for three.
  @Test func aTrainingStartsFromOtherNames() throws {
    var recipe = ClassifierRecipe(.cifar10, classes: 3)
    recipe.network.depth = 10
    recipe.network.width = 0.5
    let pictures = TinyDataset(count: 6)
    let path = try fixture("authors.safetensors")
    let trainer = try ClassifierTrainer(recipe, training: pictures, validation: pictures)
    let before = trainer.store.all.map(\.value.scalars)
    let head = try #require(try trainer.load(weights: path))
    #expect(Set(head.skipped) == ["fc.weight", "fc.bias"])
    #expect(head.reason == .classCount(file: 7, data: 3))
    let trained = try Classifier(contentsOfFile: path)
    for (index, parameter) in trainer.store.all.enumerated() {
      let isHead = parameter.name.hasPrefix("fc.")
      let expected = isHead ? before[index] : trained.store.all[index].value.scalars
      #expect(parameter.value.scalars == expected, "\(parameter.name)")
    }
    recipe.network.depth = 16
    let deeper = try ClassifierTrainer(recipe, training: pictures, validation: pictures)
    let error = #expect(throws: WeightsMismatch.self) { try deeper.load(weights: path) }
    #expect(error?.missing.contains("group0.block1.conv0") == true)
    #expect(error?.unused.isEmpty == true)
  }

  @Test func optionsThatDoNotFitAreRefused() throws {
    func message(_ name: String, _ change: (inout ClassifierOptions) -> Void) throws -> String {
      var options = ClassifierOptions()
      change(&options)
      let path = try fixture("\(name).safetensors")
      let error = #expect(throws: TrainingError.self) {
        try Classifier(contentsOfFile: path, options: options)
      }
      return error?.description ?? ""
    }
    #expect(
      try message("authors") { $0.size = 64 }
        == "WRN-10-0.5 reads pictures of 32 pixels, got a size of 64.")
    #expect(
      try message("torchvision-f16") { $0.resize = 200 }
        == "resize must be 224, which is cropped from it, to 8,192 pixels, got 200.")
    #expect(
      try message("torchvision-f16") { $0.size = 2000 }
        == "size must be 32 to 1,024 pixels, got 2000.")
    #expect(
      try message("authors") { $0.classNames = ["a", "b"] }
        == "the network has 7 classes, the list of names 2.")
  }

  @Test func classNamesAreReadFromLinesAndJSON() throws {
    let lines = try scratch.file("lines.txt", "tench\r\ngreat white shark\n\n")
    #expect(try ClassNames.read(lines) == ["tench", "great white shark"])
    let json = try scratch.file("names.json", "[\"a\", \"b, c\"]")
    #expect(try ClassNames.read(json) == ["a", "b, c"])
    var options = ClassifierOptions()
    options.classNames = ["r", "g", "b", "c", "m", "y", "k"]
    let path = try fixture("authors.safetensors")
    let classifier = try Classifier(contentsOfFile: path, options: options)
    let picture = PictureSource.file(path: try fixture("photo.jpg"))
    #expect(try classifier.predict(picture, top: 1).map(\.className) == ["g"])
    for (text, part) in [
      ("a\n\nb\n", "line 2 of"), ("[1, 2]", "starts as a JSON array"),
    ] {
      let path = try scratch.file("bad", text)
      let error = #expect(throws: TrainingError.self) { try ClassNames.read(path) }
      #expect(error?.description.contains(part) == true)
    }
    #expect(throws: TrainingError.self) { try ClassNames.read("/no/such.txt") }
  }

  /// The published ResNet-20 of akamaster/pytorch_resnet_cifar10.
  private static let resnet20 = "\(RealData.folder)/weights/resnet20-cifar10.safetensors"
  private static let hasResNet20 = RealData.has("weights/resnet20-cifar10.safetensors")
  /// The folder of the unpacked CIFAR-10.
  private static let cifar =
    ProcessInfo.processInfo.environment["WRN_CIFAR"] ?? RealData.folder
  private static let hasCIFAR = FileManager.default.fileExists(
    atPath: "\(cifar)/cifar-10-batches-bin/test_batch.bin")

  @Test(.enabled(if: hasResNet20 && hasCIFAR))
  func aPublishedNetworkReachesItsAccuracy() throws {
    let classifier = try Classifier(contentsOfFile: Self.resnet20)
    let dataset = try CIFARDataset(.cifar10, split: .validation, directory: Self.cifar)
    let metrics = try classifier.evaluate(dataset)
    #expect(metrics.correct == 9173 && metrics.images == 10_000)
  }

  /// 200 of the test pictures; PyTorch gets as many right.
  @Test(.enabled(if: hasResNet20 && RealData.has("cifar10-png-mini/test")))
  func aPublishedNetworkIsRightWhereItWas() throws {
    let classifier = try Classifier(contentsOfFile: Self.resnet20)
    let dataset = try ClassFolderDataset(
      directory: "\(RealData.folder)/cifar10-png-mini/test", classNames: ClassNames.cifar10)
    var predictions: [ClassificationPrediction] = []
    let metrics = try classifier.evaluate(
      dataset, batch: 64, progress: { _, _ in }, each: { predictions.append($0) })
    #expect(metrics.images == 200 && metrics.correct == 181)
    #expect(predictions.map(\.picture) == Array(0..<200))
    #expect(predictions.count { $0.label == $0.predicted } == metrics.correct)
    #expect(predictions.allSatisfy { $0.probability >= 0.1 && $0.probability <= 1 })
  }
}
