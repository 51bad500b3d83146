import TensorKernels

/// Which elements of a tensor dropout keeps, one bit each: a function of the seed and of the
/// element's index alone.
package struct DropoutMask: Sendable {
  /// The number of elements.
  package let count: Int
  private let scale: Float
  private let words: [UInt32]

  /// - Parameter probability: Of zero; what is kept is multiplied by `1 / (1 - probability)`.
  /// - Precondition: `probability` is in 0..<1.
  package init(count: Int, probability: Float, seed: UInt64) {
    precondition(
      (0..<1).contains(probability), "a dropout probability is in 0..<1, got \(probability)")
    self.count = count
    scale = 1 / (1 - probability)
    let blocks = (count + dropoutBlock - 1) / dropoutBlock
    var words = [UInt32](repeating: 0, count: blocks * dropoutBlock / 32 + 1)
    words.withUnsafeMutableBufferPointer { words in
      ThreadPool.current.forEachRange(blocks, grain: elementwiseGrain / dropoutBlock) {
        drawDropoutBits(blocks: $0, probability: probability, seed: seed, words)
      }
    }
    self.words = words
  }

  /// Calls `body` with what kernels need of the mask, valid during the call.
  fileprivate func withBits<R>(_ body: (DropoutBits) -> R) -> R {
    words.withUnsafeBufferPointer { body(DropoutBits(words: $0, scale: scale)) }
  }
}

extension DropoutMask? {
  /// The same if there is a mask.
  func withBits<R>(_ body: (DropoutBits?) -> R) -> R {
    guard let mask = self else { return body(nil) }
    return mask.withBits { (bits: DropoutBits) in body(bits) }
  }
}

extension Tensor {
  /// Inverted dropout (Srivastava et al.) in place.
  /// - Precondition: The mask has as many elements.
  package mutating func dropOut(_ mask: DropoutMask) {
    precondition(mask.count == count, "a dropout mask of \(mask.count) does not fit \(shape)")
    let count = count
    mask.withBits { (bits: DropoutBits) in
      withMutableFloats { y in
        ThreadPool.current.forEachRange(count, grain: elementwiseGrain) {
          TensorKernels.dropOut($0, bits, y)
        }
      }
    }
  }
}
