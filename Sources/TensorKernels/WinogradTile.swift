/// The tiles that outputs are cut into, named by the rows and columns of a tile.
package enum WinogradTile: Int, CaseIterable, Sendable {
  case four = 4
  case six = 6

  /// Rows and columns of outputs.
  var outputs: Int { rawValue }
  /// Transformed points.
  package var points: Int { (rawValue + 2) * (rawValue + 2) }
}
