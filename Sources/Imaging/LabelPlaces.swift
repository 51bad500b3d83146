/// Finds places for labels, each where it hides as little as possible of the labels before it and of
/// what is in small boxes.
struct LabelPlaces {
  private let size: ImageSize
  private let boxes: [Region]
  private var taken: [Region] = []

  /// - Parameter boxes: All that are labelled.
  init(in size: ImageSize, around boxes: [Region]) {
    self.size = size
    self.boxes = boxes
  }

  /// The place for the label of a box, inside the picture.
  mutating func place(_ label: Label, of box: Region) -> Region {
    let area = label.width * label.height
    // In a large box there is enough to see beside a label.
    let small = boxes.filter { $0.width * $0.height < 2 * area }
    let places = Self.corners(label, of: box).map { label.place(at: $0, in: size) }
    let costs = places.enumerated().map { order, place in
      taken.reduce(Float(order) * area / 40) { $0 + 3 * $1.overlap(with: place) }
        + small.reduce(0) { $0 + $1.overlap(with: place) / 2 }
    }
    let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
    taken.append(places[best])
    return places[best]
  }

  /// Upper left corners, the best first: above the box, inside its top, below it, inside its bottom,
  /// each at its left end, its right end and its middle; then in rows inside, above and below.
  private static func corners(_ label: Label, of box: Region) -> [Point] {
    let columns = [box.x0, box.x1 - label.width, (box.x0 + box.x1 - label.width) / 2]
    let rows = [box.y0 - label.height, box.y0, box.y1, box.y1 - label.height]
    let steps = (1..<5).map { Float($0) * label.height }
    let further =
      steps.map { box.y0 + $0 }.filter { $0 + label.height <= box.y1 }
      + steps.map { box.y0 - label.height - $0 } + steps.map { box.y1 + $0 }
    return rows.flatMap { y in columns.map { Point(x: $0, y: y) } }
      + further.map { Point(x: box.x0, y: $0) }
  }
}
