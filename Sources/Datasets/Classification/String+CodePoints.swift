extension String {
  /// Whether `a` comes before `b` in Python's order of strings, which is that of code points: UTF-8
  /// sorts as they do, Swift's own order does not.
  static func isOrdered(_ a: String, before b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}
