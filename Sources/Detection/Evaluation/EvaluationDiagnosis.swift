import Datasets

/// What may explain why detections find little or nothing.
public struct EvaluationDiagnosis: Sendable, Hashable {
  /// Of pictures in the data set.
  public private(set) var detections = 0
  /// Of these, in pictures that have objects.
  public private(set) var besideObjects = 0
  /// Of these, of a category that the picture has.
  public private(set) var besideOwnCategory = 0
  /// Of these, on an object of their category: IoU of at least 0.5.
  public private(set) var found = 0
  /// Detections on an object of another category and none of their own.
  public private(set) var onOtherCategory = 0
  /// The largest IoU with an object of the same category.
  public private(set) var bestOverlap = 0.0
  /// Detections that would be on an object of their category if the four numbers were x0, y0, x1, y1.
  public private(set) var foundAsCorners = 0
  /// Likewise if they were shares of the picture's width and height.
  public private(set) var foundAsShares = 0

  private static let foreground = 0.5

  /// - Parameter rules: Those of the evaluation: they say which annotations are objects to find.
  public init(
    _ groundTruth: COCODataset, _ detections: [COCODetection], rules: EvaluationRules = .corrected
  ) {
    let positions = Dictionary(
      uniqueKeysWithValues: groundTruth.images.enumerated().map { ($1.id, $0) })
    let objects = Dictionary(
      grouping: rules.annotations(of: groundTruth).filter(rules.isTarget), by: \.imageID)
    for detection in detections {
      guard let position = positions[detection.imageID] else { continue }
      self.detections += 1
      add(detection, objects[detection.imageID] ?? [], groundTruth.images[position])
    }
  }

  private mutating func add(
    _ detection: COCODetection, _ objects: [COCOAnnotation], _ image: COCOImage
  ) {
    if objects.isEmpty { return }
    besideObjects += 1
    let box = detection.bbox
    let own = objects.filter { $0.categoryID == detection.categoryID }
    func best(_ box: COCOBox, _ objects: [COCOAnnotation]) -> Double {
      objects.map { CellMatcher.overlap(box, $0.bbox, isCrowd: false) }.max() ?? 0
    }
    let overlap = best(box, own)
    bestOverlap = max(bestOverlap, overlap)
    if !own.isEmpty { besideOwnCategory += 1 }
    if overlap >= Self.foreground {
      found += 1
    } else if best(box, objects) >= Self.foreground {
      onOtherCategory += 1
    }
    let corners = COCOBox(
      x: box.x, y: box.y, width: box.width - box.x, height: box.height - box.y)
    if best(corners, own) >= Self.foreground { foundAsCorners += 1 }
    let (width, height) = (Double(image.width), Double(image.height))
    let scaled = COCOBox(
      x: box.x * width, y: box.y * height, width: box.width * width, height: box.height * height)
    if best(scaled, own) >= Self.foreground { foundAsShares += 1 }
  }
}
