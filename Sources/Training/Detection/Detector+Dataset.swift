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
    var results: [COCODetection] = []
    try detect(in: dataset, settings, batch: batch, unless: { false }) { found, done in
      results += found
      try progress(done)
    }
    return results
  }

  /// As `detections`, but gives what it finds batch by batch, and ends once `isInterrupted`.
  ///
  /// If a picture cannot be read, what was found in those before it is given first.
  ///
  /// - Parameter body: Takes the detections in a batch and the number of pictures done with it.
  package func detect(
    in dataset: DetectionDataset, _ settings: InferenceSettings, batch: Int,
    unless isInterrupted: () -> Bool,
    _ body: (_ found: [COCODetection], _ done: Int) throws -> Void
  ) throws {
    precondition(batch >= 1, "a batch of \(batch) pictures")
    let loader = Prefetcher(0..<dataset.count, ahead: batch + 1) {
      try ResizedPicture(dataset.image(at: $0), settings)
    }
    var done = 0
    while done < dataset.count, !isInterrupted() {
      var pictures: [ResizedPicture] = []
      var failure: (any Error)?
      do {
        while pictures.count < batch, let picture = try loader.next(unless: isInterrupted) {
          pictures.append(picture)
        }
      } catch {
        failure = error
      }
      if !pictures.isEmpty {
        let range = done..<done + pictures.count
        let found = detect(pictures, settings, proposals: range.map(dataset.proposals(at:)))
        var results: [COCODetection] = []
        for (index, found) in zip(range, found) {
          results += found.map { COCODetection($0, imageID: dataset.coco.images[index].id) }
        }
        done = range.upperBound
        try body(results, done)
      }
      if let failure { throw failure }
    }
  }
}
