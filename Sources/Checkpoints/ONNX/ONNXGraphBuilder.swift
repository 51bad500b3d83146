import Autograd
import FormatMessages
import TensorCore

/// Writes the nodes of a recorded network as ONNX operators, with what follows a convolution and is
/// linear in each channel folded into it.
///
/// Axes turn from `[N, H, W, C]` to ONNX's `[N, C, H, W]`.
struct ONNXGraphBuilder {
  static let input = "input"
  static let output = "logits"

  private let graph: Graph
  private let readers: [[Int]]
  /// What each value is called once it exists.
  private var names: [Int: String] = [0: input]
  private var usedNames: Set<String> = [input, output]
  /// Nodes that a convolution before them has taken in.
  private var folded: Set<Int> = []
  private(set) var nodes: [Onnx_NodeProto] = []
  private(set) var weights: [ONNXWeight] = []

  /// - Throws: ``CheckpointError`` if ONNX has no operator for one of the nodes.
  init(_ graph: Graph) throws {
    self.graph = graph
    readers = graph.readers
    for (index, node) in graph.nodes.enumerated() where !folded.contains(index) {
      let inputs = node.inputs.map(name(of:))
      if case .convolution(let convolution, let filter) = node.operation {
        appendConvolution(convolution, filter, node.layer, inputs, value: index + 1)
      } else {
        names[index + 1] = try append(node, inputs)
      }
    }
    if let last = nodes.indices.last, nodes[last].output == [name(of: graph.output)] {
      nodes[last].output = [Self.output]
    } else {
      nodes.append(Self.node("Identity", Self.output, [name(of: graph.output)]))
    }
  }

  /// Appends what a node computes, and returns the result's name.
  private mutating func append(_ node: Graph.Node, _ inputs: [String]) throws -> String {
    switch node.operation {
    case .batchNorm(let statistics, let gamma, let beta, let epsilon, let relu):
      let constants = [
        weight(gamma), weight(beta), weight("\(gamma.layer).running_mean", statistics.mean),
        weight("\(gamma.layer).running_var", statistics.variance),
      ]
      let result = append(
        "BatchNormalization", node.layer, inputs + constants, [.float("epsilon", epsilon)])
      return relu ? append("Relu", "\(result).relu", [result]) : result
    case .bias(let bias) where node.shape.rank == 2:
      return append("Add", node.layer, inputs + [weight(bias)])
    case .scale(let factor):
      let name = uniqueName("scale")
      return append(
        "Mul", name: name, inputs + [weight("\(name).factor", Tensor([factor], shape: [1]))])
    case .relu: return append("Relu", "relu", inputs)
    case .add: return append("Add", "add", inputs)
    case .maxPool(let pooling): return append("MaxPool", "maxpool", inputs, pooling.attributes)
    case .averagePool(let pooling) where pooling.isGlobal(graph.shape(of: node.inputs[0])):
      return append("GlobalAveragePool", "avgpool", inputs)
    case .averagePool(let pooling):
      return append(
        "AveragePool", "avgpool", inputs,
        pooling.attributes + [.integer("count_include_pad", 1)])
    case .subsampling(let subsampling):
      return append(subsampling, inputs[0], graph.shape(of: node.inputs[0]))
    case .concatenation: return append("Concat", "concat", inputs, [.integer("axis", 1)])
    case .reshape where node.isFlatteningOfCells(graph.shape(of: node.inputs[0])):
      return append("Flatten", "flatten", inputs, [.integer("axis", 1)])
    case .linear(let matrix, let bias):
      return append(
        "Gemm", node.layer, inputs + [weight(matrix), weight(bias)], [.integer("transB", 1)])
    case .convolution, .bias, .reshape, .other:
      throw CheckpointError(
        "this network cannot be written as ONNX: \(node.kind) to \(node.shape) has no operator there."
      )
    }
  }

  private mutating func append(
    _ subsampling: Subsampling, _ input: String, _ shape: Shape
  ) -> String {
    let name = uniqueName("subsample")
    func integers(_ suffix: String, _ values: [Int]) -> String {
      weights.append(ONNXWeight("\(name).\(suffix)", values))
      return "\(name).\(suffix)"
    }
    let stride = subsampling.stride
    let sliced = append(
      "Slice", name: name,
      [
        input, integers("starts", [0, 0]), integers("ends", [shape[1], shape[2]]),
        integers("axes", [2, 3]), integers("steps", [stride, stride]),
      ])
    let (before, after) = (subsampling.zerosBefore, subsampling.zerosAfter)
    return append(
      "Pad", "\(name).pad", [sliced, integers("pads", [0, before, 0, 0, 0, after, 0, 0])])
  }

  private mutating func appendConvolution(
    _ convolution: Convolution, _ filter: Parameter, _ layer: String?, _ inputs: [String],
    value: Int
  ) {
    let (affine, last, relu) = foldedAffine(after: value)
    let name = uniqueName(layer ?? "conv")
    let shape = filter.storedShape
    weights.append(
      ONNXWeight("\(name).weight", shape) {
        affine.scaling(FilterLayout.toFile(filter.value, filter.layout))
      })
    let bias = affine.shift.map { weight("\(name).bias", Tensor($0, shape: [$0.count])) }
    let result = append(
      "Conv", name: name, inputs + ["\(name).weight"] + (bias.map { [$0] } ?? []),
      [
        .integers("kernel_shape", [shape[2], shape[3]]),
        .integers("strides", [convolution.stride, convolution.stride]),
        .integers("pads", Array(repeating: convolution.padding, count: 4)),
      ])
    names[last] = relu ? append("Relu", "\(name).relu", [result]) : result
  }

  /// What follows a value and nothing else reads: biases, scales and batch normalisations, up to the
  /// first ReLU; the value after them; and whether it is still to be rectified.
  private mutating func foldedAffine(
    after value: Int
  ) -> (affine: ChannelAffine, last: Int, relu: Bool) {
    var affine = ChannelAffine()
    var last = value
    while last != graph.output, readers[last].count == 1 {
      let next = readers[last][0]
      var isRectified = false
      switch graph.nodes[next].operation {
      case .bias(let bias): affine.append(bias: bias.value)
      case .scale(let factor):
        affine.append(factor: factor, channels: graph.nodes[next].shape.channels)
      case .batchNorm(let statistics, let gamma, let beta, let epsilon, let relu):
        affine.append(statistics, gamma: gamma.value, beta: beta.value, epsilon: epsilon)
        isRectified = relu
      default: return (affine, last, false)
      }
      folded.insert(next)
      last = next + 1
      if isRectified { return (affine, last, true) }
    }
    return (affine, last, false)
  }
}

extension ONNXGraphBuilder {
  /// Appends an operator with a name like `name`, and returns the name of the result.
  private mutating func append(
    _ type: String, _ name: String?, _ inputs: [String], _ attributes: [Onnx_AttributeProto] = []
  ) -> String {
    append(type, name: uniqueName(name ?? type.lowercased()), inputs, attributes)
  }

  /// Appends an operator whose name is its own already.
  private mutating func append(
    _ type: String, name: String, _ inputs: [String], _ attributes: [Onnx_AttributeProto] = []
  ) -> String {
    nodes.append(Self.node(type, name, inputs, attributes))
    return name
  }

  /// An operator whose result has its name.
  private static func node(
    _ type: String, _ name: String, _ inputs: [String], _ attributes: [Onnx_AttributeProto] = []
  ) -> Onnx_NodeProto {
    var node = Onnx_NodeProto()
    node.opType = type
    node.name = name
    node.input = inputs
    node.output = [name]
    node.attribute = attributes
    return node
  }

  /// Adds a parameter's value, and returns its name.
  private mutating func weight(_ parameter: Parameter) -> String {
    weight(parameter.name, parameter.value)
  }

  private mutating func weight(_ name: String, _ value: Tensor) -> String {
    // A layer that runs twice has its weights once.
    if !weights.contains(where: { $0.name == name }) {
      weights.append(ONNXWeight(name, value.shape) { value })
    }
    return name
  }

  private func name(of value: Int) -> String {
    guard let name = names[value] else {
      preconditionFailure("value \(value) of the graph is read before it is computed")
    }
    return name
  }

  /// `name`, with a number if it is taken.
  private mutating func uniqueName(_ name: String) -> String {
    var (result, number) = (name, 1)
    while !usedNames.insert(result).inserted {
      number += 1
      result = "\(name)_\(number)"
    }
    return result
  }
}

extension Graph.Node {
  /// Whether it turns pictures of one cell, `[N, 1, 1, C]`, into rows `[N, C]`: with more cells the
  /// order of the scalars would not be ONNX's.
  fileprivate func isFlatteningOfCells(_ input: Shape) -> Bool {
    input.rank == 4 && input[1] == 1 && input[2] == 1 && shape == [input[0], input[3]]
  }
}

extension Pooling {
  fileprivate var attributes: [Onnx_AttributeProto] {
    [
      .integers("kernel_shape", [height, width]), .integers("strides", [stride, stride]),
      .integers("pads", Array(repeating: padding, count: 4)),
    ]
  }

  /// Whether one window covers a whole picture.
  fileprivate func isGlobal(_ input: Shape) -> Bool {
    height == input[1] && width == input[2] && padding == 0
  }
}
