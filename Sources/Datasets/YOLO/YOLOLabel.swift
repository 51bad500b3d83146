/// One line of a YOLO label file: a class and its box, in parts of the picture's width and height.
struct YOLOLabel {
  let category: Int
  let x0, y0, x1, y1: Double

  /// How far outside 0...1 rounding may lead.
  private static let tolerance = 0.01

  /// Reads `class x y width height`, the centre first, or `class x y x y x y ...`, a polygon, whose
  /// box is taken.
  ///
  /// - Parameter classes: How many there are; classes count from 0.
  /// - Throws: ``DatasetError`` that ends with what is wrong; `place` is what it begins with.
  init(_ line: String, classes: Int, place: String) throws {
    let words = line.split(whereSeparator: \.isWhitespace)
    let numbers = words.compactMap { Double($0) }
    guard numbers.count == words.count, numbers.allSatisfy(\.isFinite) else {
      let word = words.first { Double($0)?.isFinite != true } ?? ""
      throw DatasetError("\(place) has '\(word)'; expected numbers only.")
    }
    guard numbers.count == 5 || numbers.count >= 7 && !numbers.count.isMultiple(of: 2) else {
      let hint = numbers.count == 6 ? " (is the last one a score?)" : ""
      throw DatasetError(
        "\(place) has \(numbers.count) numbers\(hint); expected a class, and x, y, width, height or the"
          + " points of a polygon.")
    }
    guard let category = Int(exactly: numbers[0]), 0..<classes ~= category else {
      throw DatasetError(
        "\(place) has the class \(words[0]); there are \(classes) classes, counted from 0.")
    }
    guard
      let outside = numbers.dropFirst().first(where: {
        !(-Self.tolerance...1 + Self.tolerance ~= $0)
      })
    else {
      self.init(category, Array(numbers.dropFirst()))
      return
    }
    throw DatasetError(
      "\(place) has \(outside); expected parts of the picture's width and height, 0...1.")
  }

  private init(_ category: Int, _ numbers: [Double]) {
    self.category = category
    if numbers.count == 4 {
      (x0, x1) = (numbers[0] - numbers[2] / 2, numbers[0] + numbers[2] / 2)
      (y0, y1) = (numbers[1] - numbers[3] / 2, numbers[1] + numbers[3] / 2)
    } else {
      let xs = stride(from: 0, to: numbers.count, by: 2).map { numbers[$0] }
      let ys = stride(from: 1, to: numbers.count, by: 2).map { numbers[$0] }
      (x0, x1) = (xs.min() ?? 0, xs.max() ?? 0)
      (y0, y1) = (ys.min() ?? 0, ys.max() ?? 0)
    }
  }
}
