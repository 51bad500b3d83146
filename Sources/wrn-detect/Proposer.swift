import Detection
import Imaging

/// Makes the proposals of `propose`, in one way or several; the last is the one that counts.
struct Proposer {
  /// What the ways are called.
  let names: [String]
  /// How pictures are looked at; nil if nothing but their size is.
  let settings: InferenceSettings?
  private let find: (ResizedPicture?, ImageSize) -> [[Proposal]]

  /// The seed boxes themselves.
  static func seeds(limit: Int) -> Proposer {
    Proposer(names: ["seed boxes"], settings: nil) { [SeedBoxes(limit: limit).proposals(in: $1)] }
  }

  /// Proposals of a detector as its settings say.
  static func detector(
    _ detector: Detector, _ settings: InferenceSettings, withBaselines: Bool
  ) -> Proposer {
    let own: ProposalMethod = settings.proposals.reorders ? .reordered : .repeated
    let methods = withBaselines ? ProposalMethod.allCases.filter { $0 != own } + [own] : [own]
    var settings = settings
    settings.scales = []
    return Proposer(
      names: methods.map { $0.name(repeats: settings.proposals.repeats) }, settings: settings
    ) { [proposals = settings.proposals] picture, _ in
      picture.map { detector.proposals($0, proposals, methods: methods) } ?? []
    }
  }

  /// The proposals of each way, best first, in pixels of the picture as given.
  func callAsFunction(_ picture: ResizedPicture?, of size: ImageSize) -> [[Proposal]] {
    find(picture, size)
  }
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
