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
      results += detect(picture, settings, proposals: dataset.proposals(at: index)).map {
        COCODetection(
          imageID: entry.id, categoryID: $0.category.id, bbox: COCOBox($0.box),
          score: Double($0.score))
      }
      try progress(index + 1)
    }
    return results
  }
}
