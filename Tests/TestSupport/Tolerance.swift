/// How far two numbers may be apart: `|x - y| <= max(absolute, relative * max(|x|, |y|))`.
package struct Tolerance: Sendable {
  package let absolute, relative: Double

  package init(absolute: Double, relative: Double) {
    self.absolute = absolute
    self.relative = relative
  }

  /// What float32 keeps through one sum of some hundred products of numbers around 1.
  package static let float32 = Tolerance(absolute: 2e-5, relative: 2e-5)
  /// The same number.
  package static let exact = Tolerance(absolute: 0, relative: 0)

  /// False also where one of them is not a number.
  package func accepts(_ x: Double, _ y: Double) -> Bool {
    x == y || abs(x - y) <= max(absolute, relative * max(abs(x), abs(y)))
  }
}
