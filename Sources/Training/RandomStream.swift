import TensorCore

/// What random numbers are for. Each use has its own generators, made from the run's seed and a
/// position, so that a resumed run draws the same numbers without any saved state.
package enum RandomStream: UInt64 {
  case order = 1
  case augmentation
  case dropout
  case mixup

  package func generator(seed: UInt64, _ first: Int, _ second: Int = 0) -> RandomGenerator {
    RandomGenerator(
      seed: seed, stream: rawValue, UInt64(truncatingIfNeeded: first),
      UInt64(truncatingIfNeeded: second))
  }

  /// The numbers 0..<count in random order (Fisher-Yates).
  package func permutation(of count: Int, seed: UInt64, _ position: Int) -> [Int] {
    var generator = generator(seed: seed, position)
    var result = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) {
      result.swapAt(i, generator.integer(below: i + 1))
    }
    return result
  }
}
