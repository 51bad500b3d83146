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

  /// What a network that knows the object says: `[vectors, cells]` for each axis, in 0...1.
  ///
  /// The paper rounds a border to a whole cell. Here each number is a share, and `decode` reads back
  /// where in the cell the border is: the share of a cell that the object covers for in-out, and for a
  /// border how near the cell is, where the two nearest share it. The first border stands at the
  /// start of its cell, the last at the end. Borders outside the region are those of its outermost
  /// cells.
  public func encode(_ object: Box, _ model: LocalizationModel) -> (x: [Float], y: [Float]) {
    (
      shares(from: object.x0 - box.x0, to: object.x1 - box.x0, size: box.width, model),
      shares(from: object.y0 - box.y0, to: object.y1 - box.y0, size: box.height, model)
    )
  }

  /// The box whose borders are most likely.
  package func decode(x: AxisPrediction, y: AxisPrediction) -> Box {
    let (horizontal, vertical) = (x.interval, y.interval)
    let (cellWidth, cellHeight) = (box.width / Float(cells), box.height / Float(cells))
    return Box(
      x0: box.x0 + horizontal.lowerBound * cellWidth, y0: box.y0 + vertical.lowerBound * cellHeight,
      x1: box.x0 + horizontal.upperBound * cellWidth, y1: box.y0 + vertical.upperBound * cellHeight)
  }

  private func shares(
    from start: Float, to end: Float, size: Float, _ model: LocalizationModel
  ) -> [Float] {
    guard size > 0 else { return Array(repeating: 0, count: model.vectors.count * cells) }
    let scale = Float(cells) / size
    return model.vectors.flatMap { vector in
      switch vector {
      case .inside: coverage(from: start * scale, to: end * scale)
      case .first: nearness(to: start * scale)
      case .last: nearness(to: end * scale - 1)
      }
    }
  }

  private func coverage(from start: Float, to end: Float) -> [Float] {
    (0..<cells).map { cell in
      max(0, min(1, min(end, Float(cell + 1)) - max(start, Float(cell))))
    }
  }

  private func nearness(to position: Float) -> [Float] {
    let inside = min(max(position, 0), Float(cells - 1))
    return (0..<cells).map { max(0, 1 - abs(Float($0) - inside)) }
  }
}
