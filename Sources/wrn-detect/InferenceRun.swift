import Detection
import Foundation
import Imaging
import TensorCore
import ToolSupport
import Training

/// Looks at pictures one after the other, while threads of its own make the next ones ready.
///
/// In memory are the list, and the few pictures that are made ready: any number of pictures can be
/// looked at.
struct InferenceRun {
  private let pictures: [ListedPicture]
  private let detector: Detector
  private let settings: InferenceSettings
  private let filter: DetectionFilter
  private let proposals: PrecomputedProposals?

  /// Pictures looked at, and pictures that could not be.
  private(set) var done = 0
  private(set) var failures = 0
  /// Where the time went, and how much passed from the first picture to the last.
  private(set) var timings = DetectionTimings()
  private(set) var writing = Duration.zero
  private(set) var duration = Duration.zero

  init(
    _ pictures: [ListedPicture], _ detector: Detector, _ settings: InferenceSettings,
    _ filter: DetectionFilter, _ proposals: PrecomputedProposals?
  ) {
    self.pictures = pictures
    self.detector = detector
    self.settings = filter.needs(settings, of: detector.categories)
    self.filter = filter
    self.proposals = proposals
  }

  /// Looks at all pictures, or at those until Ctrl-C. What is wrong with a picture is printed.
  /// - Throws: What ends the work: results that cannot be written.
  mutating func run(to outputs: inout DetectionOutputs) throws {
    let (pictures, settings, keepsFile) = (pictures, settings, outputs.needsPixels)
    let workers = min(ThreadPool.current.size, 4)
    let loader = Prefetcher(pictures.indices, workers: workers, ahead: 2 * workers) {
      try LoadedPicture(pictures[$0].path, settings, keepsFile: keepsFile)
    }
    // On a terminal the printed results show the progress.
    let line = isatty(STDOUT_FILENO) == 0 ? ProgressLine() : nil
    var meter = ProgressMeter(label: "pictures", total: pictures.count)
    let start = ContinuousClock.now
    var latest = start
    // An error's sentence must not follow the drawn line.
    defer { line?.finish() }
    for (index, picture) in pictures.enumerated() where !Interruption.isRequested {
      var waiting = Duration.zero
      do {
        guard let loaded = try loader.next(unless: { Interruption.isRequested }) else { break }
        waiting = ContinuousClock.now - latest
        try look(at: loaded, picture, index, &outputs)
        done += 1
      } catch let error as ImageError {
        // A full disk would fail the others as well.
        if case .unwritable = error.reason { throw error }
        failures += 1
        line?.note("error: \(error)") ?? StandardError.print("error: \(error)")
      }
      let now = ContinuousClock.now
      meter.record(images: 1, duration: now - latest, waiting: waiting)
      latest = now
      line?.update(meter.snapshot)
    }
    duration = latest - start
  }

  private mutating func look(
    at loaded: LoadedPicture, _ picture: ListedPicture, _ index: Int,
    _ outputs: inout DetectionOutputs
  ) throws {
    var timings = loaded.timings
    let given = picture.imageID.flatMap {
      proposals?.boxes(ofImage: $0, in: loaded.picture.original)
    }
    let found = timings.measure {
      detector.detect(loaded.picture, settings, proposals: given)
    }
    let start = ContinuousClock.now
    try outputs.write(filter(found), in: picture, index: index, loaded, timings)
    writing += ContinuousClock.now - start
    self.timings = self.timings + timings
  }
}
