/// What the four numbers of a data set's boxes mean.
enum COCOBoxForm {
  /// `[x, y, width, height]` in pixels, as it should be.
  case sizes
  /// `[x0, y0, x1, y1]` in pixels.
  case corners
  /// `[x, y, width, height]` as parts of the picture's size.
  case fractions

  var isWrong: Bool { self != .sizes }

  /// Boxes may be wrong one by one; the form is one for all of them, and is only taken for wrong
  /// where every box fits the other and at least three, a tenth of them, do not fit this one.
  init(of entries: COCOEntries, owners: [Int]) {
    var (boxes, outside) = (0, 0)
    var (areCorners, areFractions) = (true, true)
    for annotation in entries.annotations where annotation.traits.contains(.hasBox) {
      let owner = annotation.image < 0 ? -1 : owners[Int(annotation.image)]
      guard owner >= 0, entries.images[owner].hasSize, !annotation.traits.contains(.isSegmented)
      else { continue }
      let image = entries.images[owner]
      let box = annotation.box
      let tolerance = COCOBoxPolicy.tolerance
      let (right, bottom) = (Double(image.width) + tolerance, Double(image.height) + tolerance)
      boxes += 1
      if box.maxX > right || box.maxY > bottom { outside += 1 }
      if !(box.width > box.x && box.height > box.y && box.x >= -tolerance && box.y >= -tolerance
        && box.width <= right && box.height <= bottom)
      {
        areCorners = false
      }
      if !(box.maxX <= 1.001 && box.maxY <= 1.001 && box.x >= -0.001 && box.y >= -0.001
        && min(image.width, image.height) >= 8)
      {
        areFractions = false
      }
    }
    if areFractions && boxes > 0 {
      self = .fractions
    } else if areCorners && outside >= max(3, boxes / 10) {
      self = .corners
    } else {
      self = .sizes
    }
  }

  /// Positions of pictures with a box that reaches outside the size in the file, to the right or
  /// below: the other two sides are the same, however a picture is turned.
  func overflowing(_ entries: COCOEntries, owners: [Int]) -> Set<Int> {
    var result: Set<Int> = []
    for annotation in entries.annotations where annotation.traits.contains(.hasBox) {
      let owner = annotation.image < 0 ? -1 : owners[Int(annotation.image)]
      guard owner >= 0, entries.images[owner].hasSize else { continue }
      let (width, height) = (Int(entries.images[owner].width), Int(entries.images[owner].height))
      let box = box(of: annotation, width: width, height: height)
      if box.maxX > Double(width) + COCOBoxPolicy.tolerance
        || box.maxY > Double(height) + COCOBoxPolicy.tolerance
      {
        result.insert(owner)
      }
    }
    return result
  }

  /// The box in pixels, as COCO means it.
  func box(of annotation: COCOEntries.Annotation, width: Int, height: Int) -> COCOBox {
    let box = annotation.box
    // Those around segmentations are made from points in pixels.
    if annotation.traits.contains(.isSegmented) { return box }
    return switch self {
    case .sizes: box
    case .corners: COCOBox(x: box.x, y: box.y, width: box.width - box.x, height: box.height - box.y)
    case .fractions:
      COCOBox(
        x: box.x * Double(width), y: box.y * Double(height), width: box.width * Double(width),
        height: box.height * Double(height))
    }
  }
}
