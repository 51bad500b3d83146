import Datasets
import Detection

extension Detector {
  /// The detections in all pictures of a data set, as COCO results. The next pictures are decoded
  /// and resized meanwhile.
  ///
  /// - Parameters:
  ///   - batch: Pictures that pass the trunk together, if they have one size.
  ///   - progress: Called after each batch with the number of pictures done.
  /// - Precondition: `batch` is at least 1.
  public func detections(
    in dataset: DetectionDataset, _ settings: InferenceSettings, batch: Int = 1,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> [COCODetection] {
    precondition(batch >= 1, "a batch of \(batch) pictures")
    var results: [COCODetection] = []
    let loader = Prefetcher(0..<dataset.count, ahead: batch + 1) {
      try ResizedPicture(dataset.image(at: $0), settings)
    }
    for first in stride(from: 0, to: dataset.count, by: batch) {
      var pictures: [ResizedPicture] = []
      while pictures.count < batch, let picture = try loader.next() { pictures.append(picture) }
      let range = first..<first + pictures.count
      let found = detect(pictures, settings, proposals: range.map(dataset.proposals(at:)))
      for (index, found) in zip(range, found) {
        results += found.map { COCODetection($0, imageID: dataset.coco.images[index].id) }
      }
      try progress(range.upperBound)
    }
    return results
  }
}
