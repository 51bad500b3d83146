import Autograd
import CommonSupport
import FormatMessages
import Foundation
import SwiftProtobuf
import TensorCore

/// A classifier in the ONNX format (https://onnx.ai), operator set 17, float32.
///
/// The input `input` is `[N, 3, H, W]`, normalised as in training; the output `logits` is `[N,
/// classes]`. Batch normalisation that follows a convolution is folded into it.
package struct ONNXModel {
  private static let operatorSet: Int64 = 17
  private static let formatVersion: Int64 = 8
  /// Protocol Buffers count a message's bytes with 31 bits.
  package static let sizeLimit = Int(Int32.max)

  private var model = Onnx_ModelProto()
  private var graph = Onnx_GraphProto()
  private let weights: [ONNXWeight]

  /// - Parameters:
  ///   - network: A graph recorded of one picture, `[1, H, W, 3]`.
  ///   - name: Of the network.
  ///   - batch: How many pictures the model takes at once; any number if nil.
  ///   - metadata: Texts that stand in the file.
  /// - Throws: ``CheckpointError`` if ONNX has no operator for a part of the network.
  package init(
    _ network: Graph, name: String, batch: Int? = nil,
    metadata: [(key: String, value: String)] = []
  ) throws {
    let builder = try ONNXGraphBuilder(network)
    weights = builder.weights
    graph.name = name
    graph.node = builder.nodes
    graph.input = [Self.value(ONNXGraphBuilder.input, network.input, batch: batch)]
    graph.output = [
      Self.value(ONNXGraphBuilder.output, network.shape(of: network.output), batch: batch)
    ]
    model.irVersion = Self.formatVersion
    model.producerName = "wrn-train"
    model.opsetImport = [.with { $0.version = Self.operatorSet }]
    model.metadataProps = metadata.map { key, value in
      .with {
        $0.key = key
        $0.value = value
      }
    }
  }

  /// Writes the file, which takes its name only when it is complete. One tensor at a time is in
  /// memory a second time.
  /// - Parameter sizeLimit: The bytes a file may have.
  /// - Throws: `FileWriteError` if the disk is full or the folder cannot be written,
  ///   ``CheckpointError`` if the network is too large for the format.
  package func write(to path: String, sizeLimit: Int = Self.sizeLimit) throws {
    let fields = try weights.map { weight in
      let header = try weight.message.serializedData() + Self.header(ofData: weight.byteCount)
      return Self.field(Field.initializer, count: header.count + weight.byteCount) + header
    }
    let nodes: Data = try graph.serializedData()
    let graphSize = zip(weights, fields).reduce(nodes.count) {
      $0 + $1.1.count + $1.0.byteCount
    }
    let start = try model.serializedData() + Self.field(Field.graph, count: graphSize) + nodes
    let size = start.count - nodes.count + graphSize
    guard size <= sizeLimit else {
      throw CheckpointError(
        "'\(path)' would have \(size) bytes; an ONNX file has at most \(sizeLimit). Export a"
          + " narrower network.")
    }
    try AtomicFile.write(to: path) { file in
      try start.withUnsafeBytes { try file.write($0) }
      for (weight, header) in zip(weights, fields) {
        try header.withUnsafeBytes { try file.write($0) }
        try weight.withBytes { try file.write($0) }
      }
    }
  }

  /// The fields whose content is too large to build as a message.
  private enum Field {
    /// Of `ModelProto`.
    static let graph = 7
    /// Of `GraphProto`.
    static let initializer = 5
    /// Of `TensorProto`.
    static let rawData = 9
  }

  private static func header(ofData count: Int) -> Data { field(Field.rawData, count: count) }

  /// The start of a field of `count` bytes: its number with wire type 2, and the length, in 7 bits a
  /// byte (https://protobuf.dev/programming-guides/encoding).
  private static func field(_ number: Int, count: Int) -> Data {
    var bytes = Data([UInt8(number << 3 | 2)])
    var rest = count
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F | 0x80))
      rest >>= 7
    }
    bytes.append(UInt8(rest))
    return bytes
  }

  /// `[N, H, W, C]` as ONNX's `[N, C, H, W]`, `[N, C]` as it is.
  private static func value(_ name: String, _ shape: Shape, batch: Int?) -> Onnx_ValueInfoProto {
    let sizes =
      shape.rank == 4 ? [shape[3], shape[1], shape[2]] : Array(shape.dimensions.dropFirst())
    let first = Onnx_TensorShapeProto.Dimension.with {
      if let batch { $0.dimValue = Int64(batch) } else { $0.dimParam = "N" }
    }
    return .with {
      $0.name = name
      $0.type.tensorType.elemType = .float
      $0.type.tensorType.shape.dim =
        [first] + sizes.map { size in .with { $0.dimValue = Int64(size) } }
    }
  }
}
