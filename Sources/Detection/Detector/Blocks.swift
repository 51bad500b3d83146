extension Array {
  /// Maps the elements in equal parts of at most `size`: ten thousand pooled boxes at once would take as
  /// much memory as a network, and would leave the cache before the next layer reads them; a small
  /// remainder would take all weights through the cache once more.
  func inBlocks<Result>(
    of size: Int = 256, _ transform: ([Element]) -> [Result]
  ) -> [Result] {
    let parts = (count + size - 1) / size
    return (0..<parts).flatMap { part in
      transform(Array(self[count * part / parts..<count * (part + 1) / parts]))
    }
  }
}
