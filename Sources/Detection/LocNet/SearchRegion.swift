/// The region around a box in which LocNet looks for the object's borders, cut into a row and a
/// column of cells (arXiv 1511.07763, section 3).
///
/// The paper's code counts pixels from 1 and includes the last one; here coordinates are continuous
/// as everywhere in this package (`Box`), which removes the half pixels of its encode and decode.
/// Cell `i` of `M` covers `x0 + i * width / M ..< x0 + (i + 1) * width / M`.
public struct SearchRegion: Sendable, Hashable {
  /// How much larger than the box the region is: 1.8 in the paper.
  public static let factor: Float = 1.8

  public let box: Box
  /// The number of cells per axis, M: 28 in LocNet, 56 in AttractioNet.
  public let cells: Int

  /// The region around `box`, not clipped to the picture.
  public init(around box: Box, cells: Int) {
    self.box = box.scaled(by: Self.factor)
    self.cells = cells
  }

  /// In-out targets of an object: for each cell of an axis the share of it that the object covers,
  /// in 0...1.
  ///
  /// The paper rounds the border to a whole cell; the share tells the network where in the cell it
  /// is, and `decode` reads it back.
  public func encode(_ object: Box) -> (x: [Float], y: [Float]) {
    (
      coverage(from: object.x0 - box.x0, to: object.x1 - box.x0, size: box.width),
      coverage(from: object.y0 - box.y0, to: object.y1 - box.y0, size: box.height)
    )
  }

  /// The box whose borders are most likely, given the probability of each cell of an axis to be
  /// inside.
  /// - Precondition: There is a probability for each cell.
  public func decode(x: ArraySlice<Float>, y: ArraySlice<Float>) -> Box {
    precondition(
      x.count == cells && y.count == cells,
      "\(x.count) and \(y.count) probabilities for \(cells) cells")
    let horizontal = InOutLikelihood.bestInterval(x)
    let vertical = InOutLikelihood.bestInterval(y)
    let (cellWidth, cellHeight) = (box.width / Float(cells), box.height / Float(cells))
    return Box(
      x0: box.x0 + horizontal.lowerBound * cellWidth, y0: box.y0 + vertical.lowerBound * cellHeight,
      x1: box.x0 + horizontal.upperBound * cellWidth, y1: box.y0 + vertical.upperBound * cellHeight)
  }

  private func coverage(from start: Float, to end: Float, size: Float) -> [Float] {
    guard size > 0 else { return Array(repeating: 0, count: cells) }
    let scale = Float(cells) / size
    return (0..<cells).map { cell in
      let covered = min(end * scale, Float(cell + 1)) - max(start * scale, Float(cell))
      return max(0, min(1, covered))
    }
  }
}
