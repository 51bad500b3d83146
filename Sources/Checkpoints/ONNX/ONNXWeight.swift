import FormatMessages
import Foundation
import TensorCore

/// A tensor that an ONNX file holds, made when it is written so that memory never holds all of them
/// a second time.
struct ONNXWeight {
  let name: String
  /// As stored in the file.
  let shape: Shape
  private let content: Content

  private enum Content {
    case floats(() -> Tensor)
    case integers([Int64])
  }

  /// - Parameter make: Makes the tensor, of this shape.
  init(_ name: String, _ shape: Shape, make: @escaping () -> Tensor) {
    self.name = name
    self.shape = shape
    content = .floats(make)
  }

  /// Numbers that an operator takes as an input, such as where a slice starts.
  init(_ name: String, _ values: [Int]) {
    self.name = name
    shape = [values.count]
    content = .integers(values.map(Int64.init))
  }

  /// The message without its data.
  var message: Onnx_TensorProto {
    var message = Onnx_TensorProto()
    message.dims = shape.dimensions.map(Int64.init)
    message.name = name
    message.dataType =
      switch content {
      case .floats: .float
      case .integers: .int64
      }
    return message
  }

  var byteCount: Int {
    switch content {
    case .floats: shape.count * MemoryLayout<Float>.size
    case .integers(let values): values.count * MemoryLayout<Int64>.size
    }
  }

  /// Calls `body` with the data.
  func withBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    switch content {
    case .floats(let make):
      let tensor = make()
      precondition(tensor.shape == shape, "'\(name)' is \(tensor.shape), announced as \(shape)")
      try tensor.withFloats { try body(UnsafeRawBufferPointer(start: $0, count: byteCount)) }
    case .integers(let values): try values.withUnsafeBytes(body)
    }
  }
}
