extension Array {
  /// Maps the elements `size` at a time: ten thousand pooled boxes at once would take as much memory
  /// as a network, and would leave the cache before the next layer reads them.
  func inBlocks<Result>(
    of size: Int = 256, _ transform: ([Element]) -> [Result]
  ) -> [Result] {
    stride(from: 0, to: count, by: size).flatMap { first in
      transform(Array(self[first..<Swift.min(count, first + size)]))
    }
  }
}
