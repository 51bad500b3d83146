import CommonSupport
import Detection
import Foundation
import Imaging
import TensorCore
import ToolSupport
import Training

/// Looks at pictures one after the other, or a few together, while threads of its own make the next
/// ones ready.
///
/// In memory are the list, and the pictures of a batch and those that are made ready for the next: any
/// number of pictures can be looked at.
struct InferenceRun {
  private let pictures: [ListedPicture]
  private let detector: Detector
  private let settings: InferenceSettings
  private let filter: DetectionFilter
  private let proposals: PrecomputedProposals?
  private let batch: Int

  /// Pictures looked at, and pictures that could not be.
  private(set) var done = 0
  private(set) var failures = 0
  /// Where the time went, and how much passed from the first picture to the last.
  private(set) var timings = DetectionTimings()
  private(set) var writing = Duration.zero
  private(set) var duration = Duration.zero

  /// - Parameter batch: Pictures that are looked at together.
  init(
    _ pictures: [ListedPicture], _ detector: Detector, _ settings: InferenceSettings,
    _ filter: DetectionFilter, _ proposals: PrecomputedProposals?, batch: Int
  ) {
    self.pictures = pictures
    self.detector = detector
    self.settings = filter.needs(settings, of: detector.categories)
    self.filter = filter
    self.proposals = proposals
    self.batch = batch
  }

  /// The pictures of the list.
  var total: Int { pictures.count }

  /// A picture that is ready, and its place in the list.
  private typealias Ready = (index: Int, loaded: LoadedPicture)

  /// Looks at all pictures, or at those until Ctrl-C. What is wrong with a picture is printed.
  /// - Throws: What ends the work: results that cannot be written.
  mutating func run(to outputs: inout DetectionOutputs) throws {
    let (pictures, settings, keepsFile) = (pictures, settings, outputs.needsPixels)
    let workers = min(ThreadPool.current.size, 4)
    let loader = Prefetcher(pictures.indices, workers: workers, ahead: batch + 2 * workers - 1) {
      try LoadedPicture(pictures[$0].path, settings, keepsFile: keepsFile)
    }
    // On a terminal the printed results show the progress.
    let line = isatty(STDOUT_FILENO) == 0 ? ProgressLine() : nil
    var progress = PictureProgress("pictures", count: pictures.count)
    // An error's sentence must not follow the drawn line.
    defer { line?.finish() }
    for first in stride(from: 0, to: pictures.count, by: batch) where !Interruption.isRequested {
      let ready = try load(first..<min(first + batch, pictures.count), loader, line)
      progress.endWaiting()
      guard !Interruption.isRequested else { break }
      if !ready.isEmpty { try look(at: ready, &outputs, line) }
      progress.advance(to: done + failures)
      line?.update(progress.snapshot)
    }
    duration = progress.duration
  }

  /// The next pictures of the list, but those that cannot be read; fewer after Ctrl-C.
  private mutating func load(
    _ range: Range<Int>, _ loader: Prefetcher<LoadedPicture>, _ line: ProgressLine?
  ) throws -> [Ready] {
    var ready: [Ready] = []
    for index in range {
      do {
        guard let loaded = try loader.next(unless: { Interruption.isRequested }) else { break }
        ready.append((index, loaded))
      } catch let error as ImageError {
        note(error, line)
      }
    }
    return ready
  }

  private mutating func look(
    at ready: [Ready], _ outputs: inout DetectionOutputs, _ line: ProgressLine?
  ) throws {
    var shared = DetectionTimings()
    let found = shared.measure {
      detector.detect(ready.map(\.loaded.picture), settings, proposals: ready.map(given(for:)))
    }
    for (picture, found) in zip(ready, found) {
      let timings = picture.loaded.timings + shared / ready.count
      let start = ContinuousClock.now
      do {
        try outputs.write(
          filter(found), in: pictures[picture.index], index: picture.index, picture.loaded, timings)
        writing += ContinuousClock.now - start
        self.timings = self.timings + timings
        done += 1
      } catch let error as ImageError {
        note(error, line)
      } catch let error as FileWriteError where error.code == ENAMETOOLONG {
        // Others will fit.
        note(error, line)
      }
    }
  }

  /// Counts and prints what is wrong with a picture.
  private mutating func note(_ error: any Error, _ line: ProgressLine?) {
    failures += 1
    line?.note("error: \(error)") ?? StandardError.print("error: \(error)")
  }

  private func given(for picture: Ready) -> [Box]? {
    pictures[picture.index].imageID.flatMap {
      proposals?.boxes(ofImage: $0, in: picture.loaded.picture.original)
    }
  }
}
