import Autograd
import FormatMessages
import TensorCore

/// Writes the nodes of a recorded network as ONNX operators, with a convolution's bias and batch
/// normalisation folded into it.
///
/// Axes turn from `[N, H, W, C]` to ONNX's `[N, C, H, W]`.
struct ONNXGraphBuilder {
  static let input = "input"
  static let output = "logits"

  private let graph: Graph
  private let readers: [[Int]]
  /// What each value is called once it exists.
  private var valueNames: [Int: String] = [0: input]
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
      try append(node, index)
    }
  }

  private mutating func append(_ node: Graph.Node, _ index: Int) throws {
    let inputs = node.inputs.map(name(of:))
    let result = index + 1
    switch node.operation {
    case .convolution(let convolution, let filter):
      appendConvolution(convolution, filter, layer: node.layer, inputs, result)
    case .batchNorm(let statistics, let gamma, let beta, let epsilon, let relu):
      let weights = [
        weight(gamma), weight(beta), weight("\(gamma.layer).running_mean", statistics.mean),
        weight("\(gamma.layer).running_var", statistics.variance),
      ]
      append(
        "BatchNormalization", node.layer, inputs + weights, result, [.float("epsilon", epsilon)],
        relu: relu)
    case .bias(let bias) where node.shape.rank == 2:
      append("Add", node.layer, inputs + [weight(bias)], result)
    case .relu: append("Relu", "relu", inputs, result)
    case .add: append("Add", "add", inputs, result)
    case .maxPool(let pooling): append("MaxPool", "maxpool", inputs, result, pooling.attributes)
    case .averagePool(let pooling):
      if pooling.isGlobal(graph.shape(of: node.inputs[0])) {
        append("GlobalAveragePool", "avgpool", inputs, result)
      } else {
        append(
          "AveragePool", "avgpool", inputs, result,
          pooling.attributes + [.integer("count_include_pad", 1)])
      }
    case .concatenation: append("Concat", "concat", inputs, result, [.integer("axis", 1)])
    case .reshape where node.isFlatteningOfCells(graph.shape(of: node.inputs[0])):
      append("Flatten", "flatten", inputs, result, [.integer("axis", 1)])
    case .linear(let matrix, let bias):
      append(
        "Gemm", node.layer, inputs + [weight(matrix), weight(bias)], result,
        [.integer("transB", 1)])
    case .bias, .reshape, .other:
      throw CheckpointError(
        "this network cannot be written as ONNX: \(node.kind) to \(node.shape) has no operator there."
      )
    }
  }

  private mutating func appendConvolution(
    _ convolution: Convolution, _ filter: Parameter, layer: String?, _ inputs: [String],
    _ result: Int
  ) {
    let (affine, last, relu) = foldedAffine(after: result)
    let name = uniqueName(layer ?? "conv")
    let shape = FilterLayout.stored(filter.value.shape, filter.layout)
    weights.append(
      ONNXWeight("\(name).weight", shape) {
        affine.scaling(FilterLayout.toFile(filter.value, filter.layout))
      })
    var inputs = inputs + ["\(name).weight"]
    if let shift = affine.shift {
      inputs.append(weight("\(name).bias", Tensor(shift, shape: [shift.count])))
    }
    append(
      "Conv", name: name, inputs, last,
      [
        .integers("kernel_shape", [shape[2], shape[3]]),
        .integers("strides", [convolution.stride, convolution.stride]),
        .integers("pads", Array(repeating: convolution.padding, count: 4)),
      ], relu: relu)
  }

  /// What follows a value and nothing else reads: biases and batch normalisations, up to the first
  /// ReLU; the value after them; and whether it is still to be rectified.
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
  /// Appends an operator that takes a name like `name`.
  private mutating func append(
    _ type: String, _ name: String?, _ inputs: [String], _ result: Int,
    _ attributes: [Onnx_AttributeProto] = [], relu: Bool = false
  ) {
    append(
      type, name: uniqueName(name ?? type.lowercased()), inputs, result, attributes, relu: relu)
  }

  /// Appends an operator, and a ReLU after it; the result is called as the last of them.
  private mutating func append(
    _ type: String, name: String, _ inputs: [String], _ result: Int,
    _ attributes: [Onnx_AttributeProto], relu: Bool
  ) {
    let last = relu ? uniqueName("\(name).relu") : name
    let resultName = result == graph.output ? Self.output : last
    var node = Onnx_NodeProto()
    node.opType = type
    node.name = name
    node.input = inputs
    node.output = [relu ? name : resultName]
    node.attribute = attributes
    nodes.append(node)
    if relu {
      var node = Onnx_NodeProto()
      node.opType = "Relu"
      node.name = last
      node.input = [name]
      node.output = [resultName]
      nodes.append(node)
    }
    valueNames[result] = resultName
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
    guard let name = valueNames[value] else {
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
