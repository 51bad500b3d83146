import ArgumentParser
import CommonSupport
import Datasets
import TensorCore
import ToolSupport

/// `wrn-detect infer`.
struct InferCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infer",
    abstract: "Find objects in pictures and draw their boxes.",
    discussion: """
      Examples:
        wrn-detect infer street.jpg
        wrn-detect infer holiday -r --threshold 0.3 --threshold dog=0.6
        wrn-detect infer 'shots/**/*.jpg' --classes dog,cat --crops pets
        wrn-detect infer holiday --weights runs/train-1 --json > found.jsonl
        wrn-detect infer test.json --threshold 0.01 --results found.json
        find . -name '*.png' -mtime -1 | wrn-detect infer - --timing

      A picture that cannot be read is reported, the others are done, and the exit code is 1.
      Ctrl-C ends with the results so far, complete and valid.
      """)

  @Argument(
    help: ArgumentHelp(
      "JPEG and PNG pictures, folders, patterns (* ? **), COCO JSONs; - for a list on the standard input.",
      valueName: "picture"))
  var pictures: [String] = []

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Detection") var detection: DetectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Running") var batch: BatchOptions
  @OptionGroup(title: "Running") var threads: ThreadOptions

  func validate() throws {
    guard pictures.isEmpty, input.list.isEmpty else { return try input.checkImages(of: pictures) }
    throw ValidationError("missing expected argument '<picture> ...'")
  }

  func run() throws {
    try ThreadPool.withThreads(threads.threads, infer)
  }

  private func infer() throws {
    let list = try listed()
    let weights = try detection.weights.load(writing: output.results)
    let settings = detection.settings(weights.inference)
    let filter = try DetectionFilter(
      detection.threshold, classes: detection.classNames, limit: detection.limit ?? settings.limit,
      of: weights.detector.categories)
    var outputs = DetectionOutputs(
      json: output.json, timing: output.timing, categories: weights.detector.categories,
      marked: try output.folder.map { try MarkedPictures(folder: $0, of: list.pictures) },
      crops: try output.crops.map {
        try PictureCrops(folder: $0, of: list.pictures, categories: weights.detector.categories)
      })
    let proposals = try detection.proposals.load(
      forImages: list.pictures.compactMap(\.imageID), limit: settings.proposals.limit)
    var run = InferenceRun(
      list.pictures, weights.detector, settings, filter, proposals, batch: batch.batch)
    Interruption.install()
    if let file = output.results {
      try writeResults(of: &run, outputs, to: file)
    } else {
      try run.run(to: &outputs)
    }
    try finish(run, problems: list.problems.count)
  }

  /// Runs with a file for the results, which is kept if something else could not be written.
  private func writeResults(
    of run: inout InferenceRun, _ outputs: DetectionOutputs, to file: String
  ) throws {
    var outputs = outputs
    var failure: (any Error)?
    try COCODetection.write(to: file) { results in
      outputs.results = results
      do {
        try run.run(to: &outputs)
      } catch {
        guard run.done > 0 else { throw error }
        failure = error
      }
      if let written = outputs.results.take() { results = written }
    }
    guard let failure else { return }
    StandardError.print("note: '\(file)' has the results of \(run.done) of \(run.total) pictures.")
    throw failure
  }

  /// The pictures to look at; problems with other arguments are printed.
  /// - Throws: If there are none, or their results have no place.
  private func listed() throws -> PictureList {
    var options = PictureList.Options(isRecursive: input.recursive, images: input.images)
    options.outputs = [output.folder, output.crops].compactMap { $0 }
    var list = PictureList(pictures, lists: input.list, options)
    for problem in list.problems { StandardError.print("error: \(problem)") }
    if list.pictures.isEmpty { throw ExitCode(ExitStatus.failed.rawValue) }
    if let results = output.results {
      let proposals = [detection.proposals.proposals].compactMap { $0 }
      try Folder.checkPlace(
        ofFile: results,
        butNot: list.datasets + input.list + proposals + list.pictures.map(\.path))
    }
    if output.results != nil || detection.proposals.proposals != nil { try list.numberPictures() }
    return list
  }

  /// - Parameter problems: Arguments that are no pictures.
  private func finish(_ run: InferenceRun, problems: Int) throws {
    if run.done > 0 {
      let each = run.done == 1 ? run.duration : run.duration / run.done
      let time =
        run.done == 1 ? "1 picture, \(each.text)" : "\(run.done) pictures, \(each.text) each"
      StandardError.print(([time] + places).joined(separator: "; "))
    }
    if output.timing {
      StandardError.print(
        TimingTable.text(
          run.timings, writing: run.writing, whole: run.duration, pictures: run.done))
    }
    if run.failures > 0 && run.total > 1 {
      StandardError.print("\(run.failures) of \(run.total) pictures failed")
    }
    let seen = run.done + run.failures
    if Interruption.isRequested, seen < run.total {
      throw ToolInterrupted(
        seen == 0
          ? "stopped before the first picture was done."
          : "stopped after \(seen) of \(run.total) pictures; their results are complete.")
    }
    if run.failures > 0 || problems > 0 { throw ExitCode(ExitStatus.failed.rawValue) }
  }

  private var places: [String] {
    [
      output.folder.map { "boxes are drawn in '\($0)'" },
      output.crops.map { "objects are cut out in '\($0)'" },
      output.results.map { "results are in '\($0)'" },
    ].compactMap { $0 }
  }
}
