import ArgumentParser
import Detection
import Imaging
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
        wrn-detect infer holiday --threshold 0.3 --output marked
        wrn-detect infer holiday --weights runs/train-1 --json > found.jsonl
      """)

  struct DetectionOptions: ParsableArguments {
    @OptionGroup var weights: WeightsOptions
    @OptionGroup var proposals: ProposalOptions

    @Option(
      help: ArgumentHelp("The least probability of an object to show, 0...1.", valueName: "p"))
    var threshold: Float = 0.5

    func validate() throws {
      guard !(0...1).contains(threshold) else { return }
      throw ValidationError("--threshold must be 0 to 1, got \(threshold).")
    }
  }

  struct OutputOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "The folder for pictures with boxes. (default: detections; with --json none)",
        valueName: "dir"))
    var output: String?

    @Flag(help: "Print one line of JSON for each picture.")
    var json = false

    /// Where boxes are drawn, nil for nowhere.
    var folder: String? { output ?? (json ? nil : "detections") }
  }

  @Argument(help: ArgumentHelp("JPEG and PNG pictures, and folders of them.", valueName: "picture"))
  var pictures: [String]

  @OptionGroup(title: "Detection") var detection: DetectionOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Running") var threads: ThreadOptions

  func run() throws {
    try ThreadPool.withThreads(threads.threads, infer)
  }

  private func infer() throws {
    let list = PictureList(pictures)
    for problem in list.problems { StandardError.print("error: \(problem)") }
    guard !list.files.isEmpty else { throw ExitCode(ExitStatus.failed.rawValue) }
    let weights = try detection.weights.load()
    var marked = try output.folder.map { try MarkedPictures(folder: $0, inputs: list.files) }
    var settings = weights.inference
    // What is computed stays as in `eval`; only what is shown changes.
    settings.scoreThreshold = min(settings.scoreThreshold, detection.threshold)

    let proposals = try detection.proposals.load(
      forImages: 1...list.files.count, limit: settings.proposals.limit)

    var failures = 0
    var time = Duration.zero
    for (index, file) in list.files.enumerated() {
      do {
        let start = ContinuousClock.now
        let image = try EncodedImage(contentsOfFile: file)
        let found = try weights.detector
          .detect(
            image, settings, proposals: proposals?.boxes(ofImage: index + 1, in: image.size)
          )
          .filter { $0.score >= detection.threshold }
        time += ContinuousClock.now - start
        try print(found, of: image.size, file)
        try marked?.write(image.decoded(), found, of: weights.detector.categories, input: file)
      } catch let error as ImageError {
        // A full disk would fail the others as well.
        if case .unwritable = error.reason { throw error }
        StandardError.print("error: \(error)")
        failures += 1
      }
    }
    try finish(list, failures, time)
  }

  private func print(_ found: [Detection], of size: ImageSize, _ file: String) throws {
    if output.json {
      try StandardOutput.print(
        json: ImageRecord(path: file, width: size.width, height: size.height, found))
    } else {
      try StandardOutput.print("\(file): \(DetectionSummary(found))")
    }
  }

  private func finish(_ list: PictureList, _ failures: Int, _ time: Duration) throws {
    let done = list.files.count - failures
    if done > 0 {
      let places = output.folder.map { "; boxes are drawn in '\($0)'" } ?? ""
      let pictures =
        done == 1 ? "1 picture, \(time.text)" : "\(done) pictures, \((time / done).text) each"
      StandardError.print("\(pictures)\(places)")
    }
    if failures > 0 && list.files.count > 1 {
      StandardError.print("\(failures) of \(list.files.count) pictures failed")
    }
    if failures > 0 || !list.problems.isEmpty { throw ExitCode(ExitStatus.failed.rawValue) }
  }
}
