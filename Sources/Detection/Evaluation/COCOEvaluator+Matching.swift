import Datasets
import TensorCore

extension COCOEvaluator {
  /// Matches every cell (an image and a category, or an image) and sums up per category.
  ///
  /// - Parameters:
  ///   - detections: as ``candidates(of:)`` returns them.
  ///   - limits: numbers of detections per cell, rising.
  ///   - perCategory: if false, all categories are one.
  func recallTable(_ detections: [Candidate], limits: [Int], perCategory: Bool) -> RecallTable {
    let objects = sortedByCell(self.objects, \.image, \.category, perCategory)
    let detections = sortedByCell(detections, \.image, \.category, perCategory)
    let limit = limits.last ?? 0
    let (cells, groups) = cells(objects, detections, limit: limit, perCategory)

    // Cells are small and many: a task takes a good number of them.
    let grain = 256
    let blocks = ThreadPool.current.map((cells.count + grain - 1) / grain) { block in
      var matcher = CellMatcher(limit: limit)
      for cell in cells[block * grain..<min(cells.count, (block + 1) * grain)] {
        matcher.match(objects: objects[cell.objects], detections: detections[cell.detections])
      }
      return matcher.outcomes
    }
    let outcomes = Array(blocks.joined())
    return RecallTable(
      groups: ThreadPool.current.map(groups.count) { index in
        GroupRecall(
          objects: objects[groups[index].objects], outcomes: outcomes[groups[index].detections],
          limits: limits)
      })
  }

  /// The elements by category, then image, and else as given; without categories by image, then
  /// category.
  private func sortedByCell<Element>(
    _ elements: [Element], _ image: (Element) -> Int, _ category: (Element) -> Int,
    _ perCategory: Bool
  ) -> [Element] {
    var order = Array(elements.indices)
    func sort(_ key: (Element) -> Int, below bound: Int) {
      order = order.sorted(by: { key(elements[$0]) }, below: bound)
    }
    if !perCategory { sort(category, below: categoryCount) }
    sort(image, below: imageCount)
    if perCategory { sort(category, below: categoryCount) }
    return order.map { elements[$0] }
  }

  /// The cells that have detections, and what belongs to each group: its objects, and the outcomes
  /// of its detections.
  private func cells(
    _ objects: [Object], _ detections: [Candidate], limit: Int, _ perCategory: Bool
  ) -> (cells: [EvaluationCell], groups: [EvaluationCell]) {
    var cells: [EvaluationCell] = []
    var groups: [EvaluationCell] = []
    var (object, detection, outcome) = (0, 0, 0)
    for group in 0..<(perCategory ? categoryCount : 1) {
      let (firstObject, firstOutcome) = (object, outcome)
      let lastObject = objects.end(from: object) { !perCategory || $0.category == group }
      let lastDetection = detections.end(from: detection) { !perCategory || $0.category == group }
      while detection < lastDetection {
        let image = detections[detection].image
        let nextDetection = detections[..<lastDetection].end(from: detection) { $0.image == image }
        object = objects[..<lastObject].end(from: object) { $0.image < image }
        let nextObject = objects[..<lastObject].end(from: object) { $0.image == image }
        cells.append(
          EvaluationCell(objects: object..<nextObject, detections: detection..<nextDetection))
        outcome += min(limit, nextDetection - detection)
        (object, detection) = (nextObject, nextDetection)
      }
      object = lastObject
      groups.append(
        EvaluationCell(objects: firstObject..<lastObject, detections: firstOutcome..<outcome))
    }
    return (cells, groups)
  }
}

extension RandomAccessCollection where Index == Int {
  /// The end of the run of elements from `start` on that fulfil `condition`.
  fileprivate func end(from start: Int, _ condition: (Element) -> Bool) -> Int {
    self[start...].firstIndex { !condition($0) } ?? endIndex
  }
}

extension [Int] {
  /// The elements by a key in `0 ..< bound`, those of equal keys in the same order as before.
  fileprivate func sorted(by key: (Int) -> Int, below bound: Int) -> [Int] {
    var positions = [Int](repeating: 0, count: bound + 1)
    for element in self { positions[key(element) + 1] += 1 }
    for index in 0..<bound { positions[index + 1] += positions[index] }
    var result = [Int](repeating: 0, count: count)
    for element in self {
      let key = key(element)
      result[positions[key]] = element
      positions[key] += 1
    }
    return result
  }
}

extension ThreadPool {
  /// `body(0)` … `body(count - 1)`, computed as ``forEach(_:_:)`` does.
  fileprivate func map<Result>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { results, initializedCount in
      let start = results.baseAddress
      forEach(count) { index in start.map { ($0 + index).initialize(to: body(index)) } }
      initializedCount = count
    }
  }
}
