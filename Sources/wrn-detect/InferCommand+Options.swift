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
  }

  /// How it looks, and what of it is shown.
  struct DetectionOptions: ParsableArguments {
    @OptionGroup var weights: WeightsOptions

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

    func validate() throws {
      for threshold in threshold where !(0...1).contains(threshold.probability) {
        let name = threshold.className.map { " for '\($0)'" } ?? ""
        throw ValidationError("--threshold must be 0 to 1, got \(threshold.probability)\(name).")
      }
      if let limit, !(1...100_000).contains(limit) {
        throw ValidationError("--limit must be 1 to 100,000, got \(limit).")
      }
      if let size, !(32...4096).contains(size) {
        throw ValidationError("--size must be 32 to 4,096, got \(size).")
      }
    }

    /// Names may be given one by one or with commas between them.
    var classNames: [String] {
      classes.flatMap { $0.split(separator: ",").map(String.init) }
    }

    /// The detector's settings with what the command line says.
    func settings(_ settings: InferenceSettings) -> InferenceSettings {
      guard let size else { return settings }
      var settings = settings
      let longSide = (settings.size.longSide * size + size / 2) / settings.size.shortSide
      settings.size = ImageSizing(shortSide: size, longSide: longSide)
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
