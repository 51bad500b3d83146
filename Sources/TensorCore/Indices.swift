/// Places in a tensor, in memory from the same pool as tensors.
package struct Indices: Sendable {
  /// The bits of an Int32 in each Float, which are never read as floats.
  private var bits: Tensor

  /// Room for `count` indices of any value, to be written before they are read.
  init(count: Int) { bits = Tensor(uninitialized: [count]) }

  var count: Int { bits.count }

  /// Calls `body` with the indices, valid during the call.
  func withIndices<R>(_ body: (UnsafePointer<Int32>) -> R) -> R {
    bits.withFloats { $0.withMemoryRebound(to: Int32.self, capacity: count, body) }
  }

  /// Calls `body` with the indices for change, valid during the call.
  mutating func withMutableIndices<R>(_ body: (UnsafeMutablePointer<Int32>) -> R) -> R {
    let count = count
    return bits.withMutableFloats { $0.withMemoryRebound(to: Int32.self, capacity: count, body) }
  }
}
