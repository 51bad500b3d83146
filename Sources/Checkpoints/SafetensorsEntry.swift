import Autograd
import TensorCore

/// A tensor that a file is to hold; its values are made when their turn comes.
struct SafetensorsEntry {
  enum Content {
    case numbers(WeightType, () -> Tensor)
    /// One 64-bit integer, such as PyTorch's `num_batches_tracked`.
    case counter(Int64)
  }

  let name: String
  /// The shape as stored.
  let shape: Shape
  let content: Content

  var type: SafetensorsType {
    switch content {
    case .numbers(let type, _): type.stored
    case .counter: .i64
    }
  }

  var byteCount: Int { shape.count * type.byteCount }

  /// Calls `write` with the bytes, piece by piece.
  /// - Throws: ``CheckpointError`` for a number that is too large for the type; what `write`
  ///   throws.
  func encode(_ write: (UnsafeRawBufferPointer) throws -> Void) throws {
    switch content {
    case .counter(let count):
      try withUnsafeBytes(of: count.littleEndian, write)
    case .numbers(let type, let values):
      let tensor = values()
      precondition(tensor.shape == shape, "'\(name)' is \(tensor.shape), announced as \(shape)")
      let tooLarge = try tensor.withFloats {
        try type.encode(UnsafeBufferPointer(start: $0, count: tensor.count), write)
      }
      if let tooLarge {
        throw CheckpointError(
          "tensor '\(name)' holds \(tooLarge), which is too large for \(type); write it as f32.")
      }
    }
  }
}

extension SafetensorsEntry {
  /// A tensor of a network, in float32 if nothing else is said.
  init(
    _ name: String, _ tensor: Tensor, _ layout: Parameter.Layout, type: WeightType = .f32
  ) {
    self.init(
      name: name, shape: FilterLayout.stored(tensor.shape, layout),
      content: .numbers(type) { FilterLayout.toFile(tensor, layout) })
  }
}
