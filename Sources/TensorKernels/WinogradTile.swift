/// The tiles that outputs are cut into, named by the rows and columns of one.
package enum WinogradTile: Int, CaseIterable, Sendable {
  case two = 2
  case four = 4
  case six = 6

  /// Rows and columns of outputs.
  var outputs: Int { rawValue }
  /// Rows and columns of inputs, and of transformed points.
  package var side: Int { rawValue + 2 }
}
