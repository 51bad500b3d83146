import ArgumentParser
import CommonSupport
import Datasets
import Detection
import Imaging
import TensorCore
import ToolSupport
import Training

/// `wrn-detect propose`.
struct ProposeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "propose",
    abstract: "Propose boxes for objects of any class, and measure how many objects they find.",
    discussion: """
      Pictures give COCO results, with category 0 and the pictures numbered from 1. A
      data set gives its average recall, and the results with --output; 'train',
      'infer' and 'eval' take them with --proposals.

      Examples:
        wrn-detect propose street.jpg --limit 100 > proposals.json
        wrn-detect propose val.json --output proposals.json
        wrn-detect propose val.json --baselines --json
      """)

  struct InputOptions: ParsableArguments {
    @OptionGroup var weights: WeightsOptions

    @Option(
      help: ArgumentHelp(
        "The folder of a data set's pictures. (default: found beside the JSON)", valueName: "dir"))
    var images: String?
  }

  struct SearchOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Proposals for each picture, at most.", valueName: "n"))
    var limit = 1000

    @Option(
      help: ArgumentHelp(
        "Rounds of scoring and refining. (default: the detector's)", valueName: "n"))
    var repeats: Int?

    @Flag(help: "Give the seed boxes themselves; this needs no detector.")
    var seedsOnly = false

    @Flag(help: "Measure simpler ways to propose as well.")
    var baselines = false

    func validate() throws {
      for (name, value, range) in [
        ("--limit", limit, 1...100_000), ("--repeats", repeats ?? 1, 1...100),
      ] where !range.contains(value) {
        throw ValidationError(
          "\(name) must be 1 to \(range.upperBound.grouped), got \(value).")
      }
      guard !seedsOnly || (repeats == nil && !baselines) else {
        throw ValidationError(
          "--seeds-only scores and refines nothing; leave out --repeats and --baselines.")
      }
    }
  }

  struct OutputOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Write the proposals there, as COCO results. (default: pictures' to the standard output)",
        valueName: "file"))
    var output: String?

    @Flag(help: "Print average recall as one line of JSON for each way to propose.")
    var json = false
  }

  @Argument(
    help: ArgumentHelp(
      "Pictures and folders of them, or one data set in COCO's JSON format.",
      valueName: "picture|coco.json"))
  var inputs: [String]

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Search") var search: SearchOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Running") var threads: ThreadOptions

  private var dataset: String? { inputs.first { $0.lowercased().hasSuffix(".json") } }

  func validate() throws {
    if search.seedsOnly, input.weights.weights != nil {
      throw ValidationError("--seeds-only needs no detector; leave out --weights.")
    }
    if dataset != nil {
      guard inputs.count > 1 else { return }
      throw ValidationError("give one COCO JSON, or pictures; not both.")
    }
    for (name, isGiven) in [
      ("--images", input.images != nil), ("--baselines", search.baselines), ("--json", output.json),
    ] where isGiven {
      throw ValidationError("\(name) needs a COCO JSON; these are pictures.")
    }
  }

  func run() throws {
    // Better now than after an hour.
    if let file = output.output { try Folder.checkPlace(ofFile: file, butNot: inputs) }
    try ThreadPool.withThreads(threads.threads) {
      if let dataset {
        try measure(try DetectionDataset(path: dataset, images: input.images, boxes: .untouched))
      } else {
        try propose(PictureList(inputs))
      }
    }
  }

  private func proposer() throws -> Proposer {
    if search.seedsOnly { return .seeds(limit: search.limit) }
    let weights = try input.weights.load(writing: output.output)
    var settings = weights.inference
    settings.proposals.limit = search.limit
    settings.proposals.repeats = search.repeats ?? settings.proposals.repeats
    return .detector(weights.detector, settings, withBaselines: search.baselines)
  }
}

// MARK: - Pictures

extension ProposeCommand {
  private func propose(_ list: PictureList) throws {
    for problem in list.problems { StandardError.print("error: \(problem)") }
    guard !list.pictures.isEmpty else { throw ExitCode(ExitStatus.failed.rawValue) }
    if let file = output.output {
      try Folder.checkPlace(ofFile: file, butNot: list.pictures.map(\.path))
    }
    let proposer = try proposer()
    let file = output.output.map { ResultsFile(path: $0, total: list.pictures.count) }
    var sink = ProposalSink(isPrinting: output.output == nil)
    var failures = list.problems.count
    var done = 0
    if file != nil { Interruption.install() }
    for (index, path) in list.pictures.map(\.path).enumerated() where !Interruption.isRequested {
      done += 1
      do {
        let start = ContinuousClock.now
        let image = try EncodedImage(contentsOfFile: path)
        let resized = try proposer.settings.map { try ResizedPicture(image, $0) }
        let found = proposer(resized, of: image.size).last ?? []
        try sink.take(found.map { COCODetection($0, image: index + 1) })
        StandardError.print(
          "image \(index + 1): '\(path)', \(found.count.grouped) proposals in"
            + " \((ContinuousClock.now - start).text)")
      } catch let error as ImageError {
        StandardError.print("error: \(error)")
        failures += 1
      }
    }
    try sink.finish()
    try file?.write(sink.kept, of: done)
    if failures > 0 { throw ExitCode(ExitStatus.failed.rawValue) }
  }
}

// MARK: - A data set

extension ProposeCommand {
  private func measure(_ dataset: DetectionDataset) throws {
    let proposer = try proposer()
    let found = try proposals(of: proposer, in: dataset)
    let evaluator = COCOEvaluator(groundTruth: dataset.coco)
    let records = try zip(proposer.names, found).map {
      RecallRecord(method: $0, try evaluator.proposalRecall($1))
    }
    if output.json {
      for record in records { try StandardOutput.print(json: record) }
    } else {
      try StandardOutput.print(RecallRecord.table(records))
    }
    if !dataset.coco.annotations.contains(where: \.isTarget) {
      StandardError.print("note: all numbers are -1 because '\(dataset.path)' has no objects.")
    }
  }

  /// The results of each way to propose in all pictures, with progress on the standard error. Those
  /// of the last are written to `--output`, even if an error or Ctrl-C ends the work.
  private func proposals(
    of proposer: Proposer, in dataset: DetectionDataset
  ) throws -> [[COCODetection]] {
    let loader = Prefetcher(0..<dataset.count, ahead: 2) { [settings = proposer.settings] index in
      try settings.map { try ResizedPicture(dataset.image(at: index), $0) }
    }
    var pass = DatasetPass(
      "proposing", pictures: dataset.count, ways: proposer.names.count, results: output.output)
    try pass.run { pass in
      for (index, entry) in dataset.coco.images.enumerated() where !Interruption.isRequested {
        guard let resized = try loader.next(unless: { Interruption.isRequested }) else { break }
        let size = ImageSize(width: entry.width, height: entry.height)
        let found = proposer(resized, of: size)
        pass.add(
          found.map { $0.map { COCODetection($0, image: entry.id) } }, done: index + 1)
      }
    }
    return pass.found
  }
}

extension COCODetection {
  /// A proposal as a result of no category.
  fileprivate init(_ proposal: Proposal, image: Int) {
    self.init(
      imageID: image, categoryID: 0, bbox: COCOBox(proposal.box), score: Double(proposal.score))
  }
}
