extension JSONObject {
  /// The area of a segmentation: of polygons by the shoelace formula, of a run-length encoding its
  /// pixels; nil if there is none or it is damaged.
  func segmentedArea(_ key: StaticString) -> Double? {
    if let mask = try? runLengthMask(key) { return Double(mask.area) }
    guard let polygons = polygons(key) else { return nil }
    let area = polygons.reduce(0) { $0 + Self.shoelaceArea($1) }
    return area.isFinite ? area : nil
  }

  /// The box around a segmentation, nil if there is none or it is a damaged list of polygons.
  ///
  /// - Throws: ``DatasetError`` for a damaged run-length encoding.
  func segmentedBox(_ key: StaticString) throws -> COCOBox? {
    if let mask = try runLengthMask(key) { return mask.boundingBox }
    guard let points = polygons(key)?.joined() else { return nil }
    let x = points.enumerated().lazy.filter { $0.offset % 2 == 0 }.map(\.element)
    let y = points.enumerated().lazy.filter { $0.offset % 2 == 1 }.map(\.element)
    guard let x0 = x.min(), let x1 = x.max(), let y0 = y.min(), let y1 = y.max() else { return nil }
    let box = COCOBox(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
    return box.area.isFinite && box.maxX.isFinite && box.maxY.isFinite ? box : nil
  }

  /// A mask as COCO writes it: `{"size": [height, width], "counts": [...]}`, or text for the counts;
  /// nil if the value is missing or anything but an object.
  ///
  /// - Throws: ``DatasetError`` if it is damaged.
  func runLengthMask(_ key: StaticString) throws -> RunLengthMask? {
    guard let object = object(key) else { return nil }
    let size = object.integers("size")
    guard let size, size.count == 2 else {
      throw damaged(key, "'size' must be [height, width] in pixels.")
    }
    do {
      if let runs = object.integers("counts") {
        return try RunLengthMask(width: size[1], height: size[0], runs: runs)
      }
      if let text = object.stringIfPresent("counts") {
        return try RunLengthMask(width: size[1], height: size[0], compressed: text)
      }
    } catch let error as DatasetError {
      throw damaged(key, error.description)
    }
    throw damaged(key, "'counts' must be a list of whole numbers or their compressed text.")
  }

  private func damaged(_ key: StaticString, _ reason: String) -> DatasetError {
    DatasetError("'\(key)' of \(identifiedPlace) is damaged: \(reason)")
  }

  /// The coordinates of polygons `[[x, y, x, y, ...], ...]`, nil if there are none or one is not of
  /// three points at least.
  private func polygons(_ key: StaticString) -> [[Double]]? {
    guard let polygons = member(key)?.elements, !polygons.isEmpty else { return nil }
    var result: [[Double]] = []
    for polygon in polygons {
      var numbers: [Double] = []
      guard polygon.forEachNumber({ numbers.append($0) }), numbers.count >= 6,
        numbers.count % 2 == 0
      else { return nil }
      result.append(numbers)
    }
    return result
  }

  private static func shoelaceArea(_ numbers: [Double]) -> Double {
    var twice = 0.0
    for x in stride(from: 0, to: numbers.count, by: 2) {
      let following = (x + 2) % numbers.count
      twice += numbers[x] * numbers[following + 1] - numbers[following] * numbers[x + 1]
    }
    return abs(twice) / 2
  }
}
