import FormatMessages
import Foundation
import TensorCore
import TestSupport

/// Runs an ONNX model in Double with the plain loops of `Reference`; pictures are `[N, H, W, C]` here.
struct ONNXInterpreter {
  struct Unknown: Error {
    let what: String
  }

  private let graph: Onnx_GraphProto
  private var values: [String: ReferenceArray] = [:]
  private var weights: [String: Onnx_TensorProto] = [:]

  init(_ model: Onnx_ModelProto) {
    graph = model.graph
    for weight in graph.initializer { weights[weight.name] = weight }
  }

  mutating func callAsFunction(_ input: Tensor) throws -> ReferenceArray {
    values = [graph.input[0].name: ReferenceArray(input)]
    for node in graph.node { values[node.output[0]] = try run(node) }
    return try value(graph.output[0].name)
  }

  private func run(_ node: Onnx_NodeProto) throws -> ReferenceArray {
    let x = try value(node.input[0])
    switch node.opType {
    case "Conv":
      let y = Reference.convolution(
        x, try filter(node.input[1]), stride: node.ints("strides")[0],
        padding: node.ints("pads")[0])
      return node.input.count < 3 ? y : sum(y, perChannel: try vector(node.input[2]))
    case "BatchNormalization":
      let (mean, variance) = (try vector(node.input[3]), try vector(node.input[4]))
      return Reference.batchNorm(
        x, gamma: try vector(node.input[1]), beta: try vector(node.input[2]),
        epsilon: Double(node.attribute[0].f), relu: false,
        statistics: (mean.values, variance.values))
    case "Relu": return x.map { max($0, 0) }
    case "Add":
      let other = try value(node.input[1]).values
      return ReferenceArray(x.shape, zip(x.values, other).map(+))
    case "Slice": return pixels(of: x, steps: integers(node.input[4]))
    case "Pad":
      let pads = integers(node.input[1])
      let sides = [pads[1], pads[5]].map {
        ReferenceArray([x.shape[0], x.shape[1], x.shape[2], $0])
      }
      return Reference.concatenated([sides[0], x, sides[1]])
    case "MaxPool":
      let (size, stride, padding) = (
        node.ints("kernel_shape"), node.ints("strides")[0], node.ints("pads")[0]
      )
      return Reference.maxPool(
        x, height: size[0], width: size[1], stride: stride, padding: padding)
    case "GlobalAveragePool":
      return Reference.averagePool(
        x, height: x.shape[1], width: x.shape[2], stride: 1, padding: 0)
    case "Flatten": return x.reshaped(to: [x.shape[0], x.count / x.shape[0]])
    case "Gemm":
      return Reference.linear(
        x, weight: try vector(node.input[1]), bias: try vector(node.input[2]))
    default: throw Unknown(what: node.opType)
    }
  }

  private func value(_ name: String) throws -> ReferenceArray {
    guard let value = values[name] else { throw Unknown(what: name) }
    return value
  }

  private func sum(_ x: ReferenceArray, perChannel bias: ReferenceArray) -> ReferenceArray {
    let channels = x.shape.channels
    return ReferenceArray(
      x.shape, x.values.enumerated().map { $1 + bias.values[$0 % channels] })
  }

  /// The pixels of every `steps[0]`th row and `steps[1]`th column.
  private func pixels(of x: ReferenceArray, steps: [Int]) -> ReferenceArray {
    // A window of one pixel has that pixel as its maximum.
    precondition(steps[0] == steps[1])
    return Reference.maxPool(x, height: 1, width: 1, stride: steps[0], padding: 0)
  }

  private func integers(_ name: String) -> [Int] {
    (weights[name]?.rawData ?? Data()).withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map {
        Int(bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self))
      }
    }
  }

  /// A weight as stored.
  private func vector(_ name: String) throws -> ReferenceArray {
    guard let weight = weights[name] else { throw Unknown(what: name) }
    let floats = weight.rawData.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
    return ReferenceArray(Shape(weight.dims.map(Int.init)), floats.map(Double.init))
  }

  /// A filter `[out, in, height, width]` as `[height, width, in, out]`.
  private func filter(_ name: String) throws -> ReferenceArray {
    let stored = try vector(name)
    let (k, c, h, w) = (stored.shape[0], stored.shape[1], stored.shape[2], stored.shape[3])
    var result = ReferenceArray([h, w, c, k])
    for o in 0..<k {
      for i in 0..<c {
        for y in 0..<h { for x in 0..<w { result[y, x, i, o] = stored[o, i, y, x] } }
      }
    }
    return result
  }
}

extension Onnx_NodeProto {
  func ints(_ name: String) -> [Int] {
    attribute.first { $0.name == name }.map { $0.ints.map(Int.init) } ?? []
  }
}
