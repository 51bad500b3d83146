import ArgumentParser
import Detection
import ToolSupport

extension InferCommand {
  /// What it looks at.
  struct InputOptions: ParsableArguments {
    @Flag(name: [.short, .long], help: "Look into the folders below a folder as well.")
    var recursive = false

    @Option(
      help: ArgumentHelp(
        "A file with one picture, folder, pattern or COCO JSON on each line; - is the standard input.",
        valueName: "file"))
    var list: [String] = []

    @Option(
      help: ArgumentHelp(
        "The folder of a COCO JSON's pictures. (default: found beside the JSON)", valueName: "dir"))
    var images: String?

    /// - Parameter arguments: The pictures to look at; `-` and lists may bring COCO JSONs.
    /// - Throws: `ValidationError` if `--images` is given and no argument can bring a JSON.
    func checkImages(of arguments: [String]) throws {
      guard images != nil, list.isEmpty,
        !arguments.contains(where: { $0 == "-" || $0.lowercased().hasSuffix(".json") })
      else { return }
      throw ValidationError("--images needs a COCO JSON; these are pictures.")
    }
  }

  /// How it looks, and what of it is shown.
  struct DetectionOptions: ParsableArguments {
    @OptionGroup var weights: WeightsOptions
    @OptionGroup var proposals: ProposalOptions

    @Option(
      name: [.long, .customLong("min-score")],
      help: ArgumentHelp(
        "The least probability of an object to show, 0...1; class=p for one class. (default: 0.5)",
        valueName: "p|class=p"))
    var threshold: [ClassThreshold] = []

    @Option(
      help: ArgumentHelp("Show these classes only, such as dog,cat.", valueName: "names"))
    var classes: [String] = []

    @Option(
      help: ArgumentHelp(
        "Objects to show of a picture, at most. (default: the detector's, usually 100)",
        valueName: "n"))
    var limit: Int?

    @Option(
      help: ArgumentHelp(
        "Pixels of the short side that pictures are resized to. (default: as in training)",
        valueName: "n"))
    var size: Int?

    @Option(
      help: ArgumentHelp(
        "Look at each picture at several sizes, such as 400,600,800, and join what is found.",
        valueName: "n,n"))
    var scales: String?

    @Flag(help: "Look at each picture's mirror image as well, and join what is found.")
    var flip = false

    func validate() throws {
      for threshold in threshold where !(0...1).contains(threshold.probability) {
        let name = threshold.className.map { " for '\($0)'" } ?? ""
        throw ValidationError("--threshold must be 0 to 1, got \(threshold.probability)\(name).")
      }
      if let limit, !(1...100_000).contains(limit) {
        throw ValidationError("--limit must be 1 to 100,000, got \(limit).")
      }
      if let size, !Self.sizes.contains(size) {
        throw ValidationError("--size must be 32 to 4,096, got \(size).")
      }
      guard let scales else { return }
      if size != nil { throw ValidationError("--size is one of --scales; give only one of them.") }
      let sides = shortSides
      guard !sides.isEmpty, Set(sides).count == sides.count, sides.allSatisfy(Self.sizes.contains)
      else {
        throw ValidationError(
          "--scales must be different sizes of 32 to 4,096 with commas, got '\(scales)'.")
      }
    }

    private static let sizes = 32...4096

    /// Of the sizes asked for; 0 for what is no number.
    private var shortSides: [Int] {
      guard let scales else { return size.map { [$0] } ?? [] }
      return scales.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    }

    /// Names may be given one by one or with commas between them.
    var classNames: [String] {
      classes.flatMap { $0.split(separator: ",").map(String.init) }
    }

    /// The detector's settings with what the command line says.
    func settings(_ settings: InferenceSettings) -> InferenceSettings {
      let sizes = shortSides.map {
        ImageSizing(
          shortSide: $0,
          longSide: ($0 * settings.size.longSide + settings.size.shortSide / 2)
            / settings.size.shortSide)
      }
      var settings = settings
      if let first = sizes.first {
        settings.size = first
        settings.scales = Array(sizes.dropFirst())
      }
      settings.flip = settings.flip || flip
      return settings
    }
  }

  /// Where what it finds goes.
  struct OutputOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "The folder for pictures with boxes. (default: detections, unless other output is asked for)",
        valueName: "dir"))
    var output: String?

    @Option(
      help: ArgumentHelp(
        "The folder for the objects cut out of their pictures, as class/name-n.jpg.",
        valueName: "dir"))
    var crops: String?

    @Option(
      help: ArgumentHelp(
        "Write COCO results there, with the ids of the COCO JSON, else 1, 2, ...", valueName: "file"
      ))
    var results: String?

    @Flag(help: "Print one line of JSON for each picture.")
    var json = false

    @Flag(help: "Say where the time went; with --json of each picture.")
    var timing = false

    /// Where boxes are drawn, nil for nowhere.
    var folder: String? {
      output ?? (json || crops != nil || results != nil ? nil : "detections")
    }
  }
}
