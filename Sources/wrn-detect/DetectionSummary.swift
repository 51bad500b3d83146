import Detection

/// What was found in a picture, in words: `3 objects (2 dog, 1 cat)`.
struct DetectionSummary: CustomStringConvertible {
  let description: String

  init(_ detections: [Detection]) {
    var counts: [(category: DetectorCategory, count: Int)] = []
    for detection in detections {
      if let index = counts.firstIndex(where: { $0.category == detection.category }) {
        counts[index].count += 1
      } else {
        counts.append((detection.category, 1))
      }
    }
    let classes = counts.sorted { ($1.count, $0.category.id) < ($0.count, $1.category.id) }
      .map { "\($0.count) \($0.category.name)" }.joined(separator: ", ")
    switch detections.count {
    case 0: description = "no objects"
    case 1: description = "1 object (\(classes))"
    default: description = "\(detections.count) objects (\(classes))"
    }
  }
}
