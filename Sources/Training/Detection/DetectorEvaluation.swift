import Datasets
import Detection

extension Detector {
  /// The detections in all pictures of a data set, as COCO results. The next pictures are decoded
  /// and resized meanwhile.
  ///
  /// - Parameter progress: Called after each picture with the number done.
  public func detections(
    in dataset: DetectionDataset, _ settings: InferenceSettings,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> [COCODetection] {
    var results: [COCODetection] = []
    let loader = Prefetcher(0..<dataset.count, ahead: 2) {
      try ResizedPicture(dataset.image(at: $0), settings)
    }
    for (index, entry) in dataset.coco.images.enumerated() {
      guard let picture = try loader.next() else { break }
      results += detect(picture, settings).map {
        COCODetection(
          imageID: entry.id, categoryID: $0.category.id,
          bbox: COCOBox(
            x: Double($0.box.x0), y: Double($0.box.y0), width: Double($0.box.width),
            height: Double($0.box.height)),
          score: Double($0.score))
      }
      try progress(index + 1)
    }
    return results
  }
}
