extension Sequence where Element: Hashable & Comparable {
  /// The element that occurs most often, of several the least; nil if there is none.
  var mostCommon: Element? {
    let counts = reduce(into: [Element: Int]()) { $0[$1, default: 0] += 1 }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }
}
