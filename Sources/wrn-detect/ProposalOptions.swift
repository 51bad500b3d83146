import ArgumentParser
import Datasets
import Detection
import ToolSupport
import Training

/// `--proposals`, the same in `infer` and `eval`.
struct ProposalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "COCO results whose boxes the detector classifies instead of its own proposals.",
      valueName: "file"))
  var proposals: String?

  /// The proposals for the pictures of a data set; nil if none are given. Says how many pictures
  /// have none.
  /// - Throws: `DatasetError` if the file cannot be read or is of other pictures.
  func load(for dataset: DetectionDataset, limit: Int) throws -> PrecomputedProposals? {
    try proposals.map {
      try Self.read($0, for: dataset, limit: limit, consequence: Self.consequence)
    }
  }

  /// The proposals for pictures with these ids; those without one are numbered from 1 as `propose`
  /// does.
  /// - Throws: `DatasetError` as above.
  func load(forImages ids: some Collection<Int>, limit: Int) throws -> PrecomputedProposals? {
    try proposals.map { path in
      try Self.report(
        PrecomputedProposals(
          contentsOf: path, images: ids, of: "the pictures given", limit: limit),
        path, of: ids.count, Self.consequence)
    }
  }

  private static let consequence = "; nothing is found in them"

  /// Reads the proposals for a data set.
  /// - Parameter consequence: What it means if some pictures have none, to end a sentence.
  static func read(
    _ path: String, for dataset: DetectionDataset, limit: Int, consequence: String = ""
  ) throws -> PrecomputedProposals {
    try report(
      PrecomputedProposals(
        contentsOf: path, images: dataset.coco.images.map(\.id),
        of: "the pictures of '\(dataset.path)'", limit: limit),
      path, of: dataset.count, consequence)
  }

  private static func report(
    _ proposals: PrecomputedProposals, _ path: String, of count: Int, _ consequence: String
  ) -> PrecomputedProposals {
    if proposals.emptyCount > 0 {
      StandardError.print(
        "note: '\(path)' has no proposals for \(proposals.emptyCount) of \(count) pictures"
          + "\(consequence).")
    }
    return proposals
  }
}
