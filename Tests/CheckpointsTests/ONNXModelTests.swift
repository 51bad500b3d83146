import Autograd
import Checkpoints
import FormatMessages
import Foundation
import NeuralNet
import SwiftProtobuf
import TensorCore
import TestSupport
import Testing
import WideResNet

@Suite struct ONNXModelTests {
  private let scratch = ScratchFolder()

  private static let networks: [NetworkConfiguration] = [
    NetworkConfiguration(family: .cifar, depth: 10, width: 1, classes: 10),
    NetworkConfiguration(family: .cifar, depth: 16, width: 0.5, dropout: 0.3, classes: 3),
    NetworkConfiguration(family: .imagenet, depth: 18, width: 0.125, classes: 7),
    NetworkConfiguration(
      family: .cifar, architecture: .original, depth: 8, stochasticDepth: 0.5, classes: 4),
    NetworkConfiguration(
      family: .cifar, architecture: .preActivation, depth: 11, block: [1, 3, 1],
      stochasticDepth: 0.5, classes: 4),
    NetworkConfiguration(family: .imagenet, depth: 50, width: 0.25, classes: 3),
  ]

  /// A network whose running statistics are not those it starts with.
  private func network(_ configuration: NetworkConfiguration) throws -> any ImageClassifier {
    let store = ParameterStore()
    let network = try configuration.makeNetwork(ParameterBuilder(store, seed: 5))
    var generator = RandomGenerator(seed: 6)
    for parameter in store.all where parameter.value.shape.rank == 1 {
      let range: ClosedRange<Float> =
        parameter.name.hasSuffix("bias") || parameter.name.hasSuffix("mean")
        ? -0.3...0.3 : 0.5...1.5
      parameter.value = Tensor(
        (0..<parameter.value.count).map { _ in generator.uniform(in: range) },
        shape: parameter.value.shape)
    }
    return network
  }

  private func read(_ path: String) throws -> Onnx_ModelProto {
    try Onnx_ModelProto(serializedBytes: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func write(
    _ network: any ImageClassifier, size: Int, batch: Int? = nil
  ) throws -> Onnx_ModelProto {
    let path = scratch.file("model.onnx")
    try ONNXModel(
      network.graph(height: size, width: size), name: "net", batch: batch,
      metadata: [("std", "[1,2,3]")]
    ).write(to: path)
    return try read(path)
  }

  @Test(arguments: networks)
  func computesTheSameLogits(configuration: NetworkConfiguration) throws {
    let network = try network(configuration)
    let size = configuration.family == .cifar ? 12 : 40
    let pictures = ReferenceArray.random([2, size, size, 3], seed: 7).tensor
    let expected = network(Variable(pictures), .inference).value
    var interpreter = ONNXInterpreter(try write(network, size: size))
    let found = try interpreter(pictures)
    let largest = Double(expected.scalars.map(abs).max() ?? 0)
    #expect(largest > 0.1)
    let tolerance = Tolerance(absolute: 1e-5 * largest, relative: 0)
    #expect(expected.difference(from: found, within: tolerance) == nil)
  }

  @Test(arguments: networks)
  func everyInputIsDefinedAndEveryNameIsUnique(configuration: NetworkConfiguration) throws {
    let graph = try write(try network(configuration), size: 32).graph
    var defined = Set(graph.initializer.map(\.name))
    #expect(defined.count == graph.initializer.count)
    #expect(defined.insert("input").inserted)
    var used: Set<String> = []
    for node in graph.node {
      for input in node.input { #expect(defined.contains(input), "\(input)") }
      for output in node.output { #expect(defined.insert(output).inserted, "\(output)") }
      used.formUnion(node.input)
    }
    #expect(Set(graph.node.map(\.name)).count == graph.node.count)
    #expect(defined.subtracting(used) == ["logits"])
    for weight in graph.initializer {
      #expect(weight.rawData.count == weight.dims.reduce(weight.size) { $0 * Int($1) })
    }
  }

  @Test func batchNormIsFoldedWhereNothingElseReadsItsInput() throws {
    let post = try write(try network(Self.networks[2]), size: 32).graph.node.map(\.opType)
    #expect(!post.contains("BatchNormalization"))
    #expect(post.count { $0 == "Conv" } == 21)
    #expect(post.count { $0 == "Relu" } == 17)
    // A pre-activation block's first normalisation follows a sum, but for that of a first block with
    // another number of channels than the stem, whose shortcut reads the normalised value too.
    let pre = try write(try network(Self.networks[1]), size: 32).graph
    #expect(
      pre.node.filter { $0.opType == "BatchNormalization" }.map(\.name) == [
        "block1.layer.1.bn1", "block2.layer.0.bn1", "block2.layer.1.bn1", "block3.layer.0.bn1",
        "block3.layer.1.bn1", "bn1",
      ])
    #expect(pre.node.first?.input == ["input", "conv1.weight", "conv1.bias"])
  }

  @Test func headerSaysWhatGoesInAndOut() throws {
    let any = try write(try network(Self.networks[0]), size: 32)
    #expect(any.irVersion == 8 && any.opsetImport.map(\.version) == [17])
    #expect(any.metadataProps.map(\.key) == ["std"])
    #expect(any.metadataProps.map(\.value) == ["[1,2,3]"])
    let input = any.graph.input[0].type.tensorType
    #expect(any.graph.input.count == 1 && any.graph.input[0].name == "input")
    #expect(input.elemType == .float)
    #expect(input.shape.dim[0].dimParam == "N")
    #expect(input.shape.dim.dropFirst().map(\.dimValue) == [3, 32, 32])
    let output = any.graph.output[0]
    #expect(any.graph.output.count == 1 && output.name == "logits")
    #expect(output.type.tensorType.shape.dim.map(\.dimValue) == [0, 10])
    let one = try write(try network(Self.networks[0]), size: 32, batch: 4)
    #expect(one.graph.input[0].type.tensorType.shape.dim.map(\.dimValue) == [4, 3, 32, 32])
    #expect(one.graph.output[0].type.tensorType.shape.dim.map(\.dimValue) == [4, 10])
  }

  @Test func tooLargeIsRefusedBeforeAnythingIsWritten() throws {
    let model = try ONNXModel(network(Self.networks[0]).graph(height: 32, width: 32), name: "net")
    let path = scratch.file("large.onnx")
    #expect(throws: CheckpointError.self) { try model.write(to: path, sizeLimit: 300_000) }
    #expect(!scratch.exists("large.onnx"))
    try model.write(to: path)
    let size = try scratch.data("large.onnx").count
    #expect(size > 300_000)
    #expect(throws: CheckpointError.self) { try model.write(to: path, sizeLimit: size - 1) }
    try model.write(to: path, sizeLimit: size)
  }

  @Test func lossesHaveNoOperator() {
    let graph = Graph(input: [1, 2, 2, 3]) { $0.flattened() }
    let error = #expect(throws: CheckpointError.self) { try ONNXModel(graph, name: "net") }
    #expect(
      error?.description
        == "this network cannot be written as ONNX: Reshape to [1, 12] has no operator there.")
  }
}

extension Onnx_TensorProto {
  /// Bytes of an element.
  fileprivate var size: Int { dataType == .int64 ? 8 : 4 }
}
