/// Eight boxes side by side, to compare one box with all of them at once; lanes that nobody wrote
/// are empty boxes.
struct BoxLanes {
  typealias Lane = SIMD8<Float>

  static let width = 8

  private var x0 = Lane(), y0 = Lane(), x1 = Lane(), y1 = Lane()

  /// All `boxes`, eight in each element.
  static func lanes(of boxes: [Box]) -> [BoxLanes] {
    var result = Array(repeating: BoxLanes(), count: (boxes.count + width - 1) / width)
    for (i, box) in boxes.enumerated() { result[i / width].set(i % width, box) }
    return result
  }

  mutating func set(_ lane: Int, _ box: Box) {
    (x0[lane], y0[lane], x1[lane], y1[lane]) = (box.x0, box.y0, box.x1, box.y1)
  }

  /// `Box.iou` of each of the eight with `box`, bit by bit.
  @inline(__always) func iou(_ box: Box) -> Lane {
    let right = x1.replacing(with: box.x1, where: Lane(repeating: box.x1) .< x1)
    let left = x0.replacing(with: box.x0, where: Lane(repeating: box.x0) .>= x0)
    let bottom = y1.replacing(with: box.y1, where: Lane(repeating: box.y1) .< y1)
    let top = y0.replacing(with: box.y0, where: Lane(repeating: box.y0) .>= y0)
    let (width, height) = (right - left, bottom - top)
    let shared = width * height
    let overlap = shared / ((x1 - x0) * (y1 - y0) + (box.x1 - box.x0) * (box.y1 - box.y0) - shared)
    return Lane().replacing(with: overlap, where: (width .> 0) .& (height .> 0))
  }
}
