import Detection
import Imaging

/// Makes the proposals of `propose`, in one way or several; the last is the one that counts.
struct Proposer {
  /// What the ways are called.
  let names: [String]
  /// What pictures are resized to; nil if nothing but their size is looked at.
  let sizing: ImageSizing?
  private let find: (Image?, ImageSize) -> [[Proposal]]

  /// The seed boxes themselves.
  static func seeds(limit: Int) -> Proposer {
    Proposer(names: ["seed boxes"], sizing: nil) { [SeedBoxes(limit: limit).proposals(in: $1)] }
  }

  /// Proposals of a detector as its settings say.
  static func detector(
    _ detector: Detector, _ settings: InferenceSettings, withBaselines: Bool
  ) -> Proposer {
    let own: ProposalMethod = settings.proposals.reorders ? .reordered : .repeated
    let methods = withBaselines ? ProposalMethod.allCases.filter { $0 != own } + [own] : [own]
    return Proposer(
      names: methods.map { $0.name(repeats: settings.proposals.repeats) }, sizing: settings.size
    ) { image, size in
      image.map {
        detector.proposals(resized: $0, of: size, settings.proposals, methods: methods)
      } ?? []
    }
  }

  /// The proposals of each way, best first, in pixels of the picture as given.
  func callAsFunction(_ resized: Image?, of size: ImageSize) -> [[Proposal]] { find(resized, size) }
}

extension ProposalMethod {
  fileprivate func name(repeats: Int) -> String {
    switch self {
    case .seeds: "seed boxes"
    case .singlePass: "single pass"
    case .repeated: "\(repeats) repeats"
    case .reordered: "\(repeats) repeats, re-ordered"
    }
  }
}
