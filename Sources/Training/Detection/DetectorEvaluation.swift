import Datasets
import Detection

extension Detector {
  /// The detections in all pictures of a data set, as COCO results.
  ///
  /// - Parameter progress: Called after each picture with the number done.
  public func detections(
    in dataset: DetectionDataset, _ settings: InferenceSettings,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> [COCODetection] {
    var results: [COCODetection] = []
    for index in 0..<dataset.count {
      let found = try detect(dataset.image(at: index), settings)
      results += found.map {
        COCODetection(
          imageID: dataset.coco.images[index].id, categoryID: $0.category.id,
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
