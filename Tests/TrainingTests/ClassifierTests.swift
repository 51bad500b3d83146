import Autograd
import Checkpoints
import Foundation
import NeuralNet
import TensorCore
import TestSupport
import Testing
import Training
import WideResNet

/// Weights files with and without a description.
@Suite struct ClassifierTests {
  let scratch = ScratchFolder()

  private func save(
    _ configuration: NetworkConfiguration, metadata: [String: String] = [:],
    changing change: (inout [(name: String, value: Tensor)]) -> Void = { _ in }
  ) throws -> String {
    let store = ParameterStore()
    _ = try configuration.makeNetwork(ParameterBuilder(store, seed: 1))
    var tensors = store.stateDictionary
    change(&tensors)
    try SafetensorsFile.write(tensors, metadata: metadata, to: scratch.file("a.safetensors"))
    return scratch.file("a.safetensors")
  }

  @Test(arguments: [
    NetworkConfiguration(family: .cifar, depth: 16, width: 0.5, classes: 12),
    NetworkConfiguration(family: .cifar, depth: 10, width: 1, classes: 3),
    NetworkConfiguration(family: .imagenet, depth: 18, width: 0.125, classes: 5),
    NetworkConfiguration(family: .imagenet, depth: 34, width: 0.0625, classes: 5),
    NetworkConfiguration(family: .imagenet, depth: 18, width: 51.0 / 512, classes: 2),
    NetworkConfiguration(family: .imagenet, depth: 18, width: 1, shortcut: .zeroPadded, classes: 2),
    NetworkConfiguration(family: .imagenet, depth: 50, width: 0.0625, classes: 3),
    NetworkConfiguration(family: .imagenet, depth: 101, width: 0.125, classes: 3),
    NetworkConfiguration(family: .imagenet, depth: 152, width: 0.0625, classes: 3),
    NetworkConfiguration(family: .cifar, depth: 13, width: 0.5, block: [3, 3, 3], classes: 3),
    NetworkConfiguration(family: .cifar, depth: 10, width: 0.5, block: [3], classes: 3),
    NetworkConfiguration(family: .cifar, depth: 10, width: 0.25, block: [1, 3, 1], classes: 3),
    NetworkConfiguration(family: .cifar, depth: 16, width: 0.25, block: [3, 1], classes: 3),
    NetworkConfiguration(
      family: .cifar, depth: 10, width: 1, shortcut: .alwaysProjected, classes: 3),
    NetworkConfiguration(family: .cifar, depth: 10, width: 2, shortcut: .zeroPadded, classes: 3),
    NetworkConfiguration(family: .cifar, architecture: .original, depth: 14, classes: 10),
    NetworkConfiguration(
      family: .cifar, architecture: .original, depth: 8, width: 0.5, shortcut: .projected,
      classes: 4),
    NetworkConfiguration(
      family: .cifar, architecture: .original, depth: 20, width: 0.5, block: [1, 3, 1],
      shortcut: .alwaysProjected, classes: 4),
    NetworkConfiguration(family: .cifar, architecture: .preActivation, depth: 8, classes: 4),
    NetworkConfiguration(
      family: .cifar, architecture: .preActivation, depth: 11, width: 0.5, block: [1, 3, 1],
      classes: 4),
  ])
  func aNetworkIsKnownByItsTensors(configuration: NetworkConfiguration) throws {
    let classifier = try Classifier(contentsOfFile: try save(configuration))
    #expect(classifier.description.network == configuration)
    #expect(classifier.description.classNames.last == "\(configuration.classes - 1)")
    let picture = TinyDataset(count: 3).picture(at: 0)
    let guesses = try classifier.predict(picture, top: 100)
    #expect(guesses.count == configuration.classes)
    #expect(abs(guesses.reduce(0) { $0 + $1.probability } - 1) < 1e-5)
  }

  /// The mirror image counts as much as the picture.
  @Test func flipsAverageTheLogits() throws {
    let path = try save(NetworkConfiguration(family: .cifar, depth: 10, width: 0.5, classes: 3))
    let classifier = try Classifier(contentsOfFile: path)
    let dataset = TinyDataset(count: 7)
    var loss = 0.0
    var predicted: [Int] = []
    for index in 0..<dataset.count {
      guard case .pixels(let pixels, let width, let height) = dataset.picture(at: index) else {
        continue
      }
      let bytes = Array(pixels)
      let mirrored = (0..<width * height).flatMap { i in
        let pixel = i / width * width + width - 1 - i % width
        return bytes[3 * pixel..<3 * pixel + 3]
      }
      let both = zip(
        try classifier.logits(dataset.picture(at: index)),
        try classifier.logits(.pixels(mirrored[...], width: width, height: height))
      ).map { Double($0 + $1) / 2 }
      let sum = both.reduce(0) { $0 + exp($1) }
      loss += (log(sum) - both[dataset.label(at: index)]) / Double(dataset.count)
      predicted.append(both.indices.max { both[$0] < both[$1] } ?? -1)
    }
    var found: [Int] = []
    let metrics = try classifier.evaluate(
      dataset, batch: 3, flipTest: true, progress: { _, _ in }, each: { found.append($0.predicted) }
    )
    #expect(abs(metrics.loss - loss) < 1e-5 && found == predicted)
    #expect(abs(try classifier.evaluate(dataset).loss - loss) > 1e-5)
  }

  @Test func otherFilesAreRefused() throws {
    let small = NetworkConfiguration(family: .cifar, depth: 10, width: 0.5, classes: 3)
    let unknown = try save(small) {
      $0 = ["conv1.weight", "layer1.0.weight", "layer2.0.weight", "fc.weight"].map {
        ($0, Tensor([3, 3, 3, 3]))
      }
    }
    expect("'\(unknown)' holds no classifier of this package", unknown)

    let many = try save(small) { tensors in
      tensors.removeAll { $0.name == "fc.weight" }
      tensors.append(("fc.weight", Tensor([1_000_001, 1])))
    }
    expect(
      "'\(many)' has tensors of a network that cannot be: a classifier needs 1 to 1,000,000 classes"
        + ", got 1000001.", many)

    // Few bytes that ask for many.
    let wide = try save(small) { tensors in
      tensors.removeAll { $0.name.hasPrefix("block3.layer.0.conv") }
      for number in 1...2 {
        tensors.append(("block3.layer.0.conv\(number).weight", Tensor([9000, 1, 1, 1])))
      }
    }
    expect("'\(wide)' has tensors of WRN-10-140.625, which has 1", wide)

    let unreadable = try save(small, metadata: ["classifier": "{\"network\":1}"])
    expect("describes its classifier in a way that cannot be read", unreadable)

    let description = """
      {"classNames":["a"],"network":{"classes":1,"depth":28,"dropout":0,"family":"cifar","width":10},\
      "normalization":{"deviation":[1,1,1],"mean":[0,0,0]},"pictureSize":32}
      """
    let larger = try save(small, metadata: ["classifier": description])
    expect("is described as WRN-28-10, which has 36", larger)
    let impossible = description.replacing("\"depth\":28", with: "\"depth\":27")
    expect(
      "is described as a network that cannot be: depth must be 6n+4",
      try save(small, metadata: ["classifier": impossible]))
    let pictures = description.replacing("\"pictureSize\":32", with: "\"pictureSize\":-1")
    expect("cannot be read", try save(small, metadata: ["classifier": pictures]))
  }

  private func expect(_ message: String, _ path: String) {
    let error = #expect(throws: CheckpointError.self) { try Classifier(contentsOfFile: path) }
    #expect(error?.description.contains(message) == true, "\(error.map { "\($0)" } ?? "")")
  }
}
