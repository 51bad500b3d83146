import ArgumentParser
import Checkpoints
import CommonSupport
import Detection
import ToolSupport
import Training

/// `--weights`.
struct WeightsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A training run, of which the best weights are taken, or a .safetensors file."
        + " (default: the newest run in '\(RunFolder.root)')",
      valueName: "run|file"))
  var weights: String?

  /// A detector that is ready to use.
  struct Loaded {
    let path: String
    let detector: Detector
    let inference: InferenceSettings
  }

  /// - Parameter output: A file that will be written, which must not be that of the weights.
  /// - Throws: An error that says how to get weights, or why these cannot be used.
  func load(writing output: String? = nil) throws -> Loaded {
    let path = try self.path()
    if let output { try Folder.checkPlace(ofFile: output, butNot: [path]) }
    let (detector, inference) = try DetectorFile.read(path)
    return Loaded(path: path, detector: detector, inference: inference)
  }

  private func path() throws -> String {
    if let weights { return try RunFolder.weights(at: weights) }
    guard let newest = DetectorFile.newest() else {
      throw ToolError(
        "there is no detector yet: no run in '\(RunFolder.root)' has one. Train one with"
          + " 'wrn-detect train coco.json', or name its weights with --weights.")
    }
    StandardError.print("weights: '\(newest)'")
    return newest
  }
}
