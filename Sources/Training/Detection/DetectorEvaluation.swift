import Datasets
import Detection

extension Detector {
  /// The detections in all pictures of a data set, as COCO results. The next pictures are decoded
  /// and resized meanwhile.
  ///
  /// - Parameters:
  ///   - batch: Pictures that pass the trunk together, if they have one size.
  ///   - progress: Called after each picture with the number done.
  public func detections(
    in dataset: DetectionDataset, _ settings: InferenceSettings, batch: Int = 1,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> [COCODetection] {
    var results: [COCODetection] = []
    let loader = Prefetcher(0..<dataset.count, ahead: batch + 1) {
      try ResizedPicture(dataset.image(at: $0), settings)
    }
    for first in stride(from: 0, to: dataset.count, by: batch) {
      let range = first..<min(first + batch, dataset.count)
      let pictures = try range.compactMap { _ in try loader.next() }
      let found = detect(pictures, settings, proposals: range.map(dataset.proposals(at:)))
      for (index, found) in zip(range, found) {
        results += found.map {
          COCODetection(
            imageID: dataset.coco.images[index].id, categoryID: $0.category.id,
            bbox: COCOBox($0.box), score: Double($0.score))
        }
        try progress(index + 1)
      }
    }
    return results
  }
}
