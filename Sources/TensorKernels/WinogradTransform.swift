/// The one-dimensional transforms of Winograd's F(m, 3): m outputs of a filter with three taps, by m +
/// 2 multiplications, as `A^T ((G g) * (B^T d))` (Lavin & Gray, arXiv 1509.09308). Applied to columns,
/// then to rows, they make F(m x m, 3x3).
///
/// Each takes its operands and gives its results by index; all operands are taken first. The kernels
/// are extensions of this protocol, compiled for each type.
protocol WinogradTransform {
  /// Outputs in a row of a tile.
  static var outputs: Int { get }
  /// `B^T d` of m + 2 inputs, for the m + 2 points.
  static func transformInput(_ d: (Int) -> Lane, _ give: (Int, Lane) -> Void)
  /// `A^T m` of m + 2 points: m outputs.
  static func transformOutput(_ m: (Int) -> Lane, _ give: (Int, Lane) -> Void)
  /// `G g` of three taps, for the m + 2 points.
  static func transformFilter(_ g: (Int) -> Lane, _ give: (Int, Lane) -> Void)
}

extension WinogradTransform {
  /// Inputs and points in a row of a tile.
  @inline(__always) static var side: Int { outputs + 2 }
}
