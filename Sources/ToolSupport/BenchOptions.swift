import ArgumentParser
import CommonSupport

/// The options that all `bench` commands have.
package struct BenchOptions: ParsableArguments {
  package enum Mode: String, ExpressibleByArgument, CaseIterable, Encodable, Sendable {
    /// Forward, backward and the optimiser's update.
    case train
    case inference
  }

  @Option(help: "What a step does.")
  package var mode = Mode.train
  @Option(help: ArgumentHelp("Pictures per step.", valueName: "n"))
  package var batch = 8
  @Option(help: ArgumentHelp("Steps to time, after one that is not.", valueName: "n"))
  package var steps = 5
  @OptionGroup package var threads: ThreadOptions
  @Flag(help: "Time each kind of operation and each layer.")
  package var profile = false
  @Flag(help: "Print one JSON object instead of text.")
  package var json = false

  package init() {}

  package func validate() throws {
    guard (1...65_536).contains(batch) else {
      throw ValidationError("batch must be 1 to 65,536 pictures, got \(batch).")
    }
    guard (1...1_000_000).contains(steps) else {
      throw ValidationError("steps must be 1 to 1,000,000, got \(steps).")
    }
  }

  /// - Throws: `ValidationError` if a batch of pictures of this size is more than memory is made for.
  package func check(_ size: PictureSize) throws {
    let limit = 1 << 28
    guard batch * size.height * size.width <= limit else {
      throw ValidationError(
        "a step takes at most \(limit.grouped) pixels, got \(batch) pictures of"
          + " \(size.description).")
    }
  }
}
