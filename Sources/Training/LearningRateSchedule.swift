import Glibc

/// How the learning rate changes during training, as a factor of the recipe's.
public struct LearningRateSchedule: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Multiplied by `factor` at each milestone, as in the paper.
    case step
    /// Half a cosine from the full rate to 0 (Loshchilov & Hutter, arXiv 1608.03983, without
    /// restarts).
    case cosine
    /// Up from a 25th in 30 % of the time, then half a cosine down to 0 (Smith & Topin, arXiv
    /// 1708.07120, as PyTorch's `OneCycleLR` but at a constant momentum).
    case oneCycle = "one-cycle"
  }

  /// The largest milestone: after the longest training.
  static let lastMilestone = 1_000_001

  public var kind: Kind
  /// Epochs in which the rate rises linearly, from a thousandth; `oneCycle` has a rise of its own.
  public var warmupEpochs: Double
  /// For `step`: the first epoch (counted from 1) at each lower rate.
  public var milestones: [Int]
  /// For `step`.
  public var factor: Double

  public init(
    kind: Kind, warmupEpochs: Double = 0, milestones: [Int] = [], factor: Double = 1
  ) {
    self.kind = kind
    self.warmupEpochs = warmupEpochs
    self.milestones = milestones
    self.factor = factor
  }

  /// The factor of the learning rate.
  ///
  /// - Parameters:
  ///   - progress: Epochs done, in 0..<epochs, with the fraction of the current one.
  ///   - epochs: Epochs in all.
  public func factor(at progress: Double, of epochs: Int) -> Double {
    let total = Double(epochs)
    switch kind {
    case .step:
      let drops = milestones.count { progress >= Double($0 - 1) }
      return pow(factor, Double(drops)) * warmup(progress)
    case .cosine:
      let rest = max(total - warmupEpochs, 1e-9)
      return Self.cosine(from: 1, to: 0, at: (progress - warmupEpochs) / rest) * warmup(progress)
    case .oneCycle:
      let peak = 0.3 * total
      return progress < peak
        ? Self.cosine(from: 0.04, to: 1, at: progress / peak)
        : Self.cosine(from: 1, to: 0, at: (progress - peak) / (total - peak))
    }
  }

  /// Whether the rate drops at the start of an epoch (counted from 1).
  public func drops(atEpoch epoch: Int) -> Bool { kind == .step && milestones.contains(epoch) }

  /// The same course in another number of epochs: each rate lasts for the same share of the whole. A
  /// warm-up needs its steps and stays as long as it is, but of fewer epochs it takes at most a tenth,
  /// or the share it had if that is more.
  public func scaled(from epochs: Int, to newEpochs: Int) -> LearningRateSchedule {
    var result = self
    let ratio = Double(newEpochs) / Double(max(epochs, 1))
    result.warmupEpochs = min(warmupEpochs, max(Double(newEpochs) / 10, warmupEpochs * ratio))
    result.milestones = milestones.map { milestone in
      let done = (Double(milestone - 1) * ratio).rounded()
      return 1 + Int(min(max(done, 1), Double(Self.lastMilestone - 1)))
    }
    return result
  }

  /// Another course with the warm-up of this one, unless it has a rise of its own.
  func changed(to other: LearningRateSchedule) -> LearningRateSchedule {
    var result = other
    result.warmupEpochs = other.kind == .oneCycle ? 0 : warmupEpochs
    return result
  }

  /// A thousandth at first, since a rate of 0 would waste a step.
  private func warmup(_ progress: Double) -> Double {
    progress < warmupEpochs ? max(progress / warmupEpochs, 1e-3) : 1
  }

  private static func cosine(from start: Double, to end: Double, at share: Double) -> Double {
    end + (start - end) * (1 + cos(.pi * min(max(share, 0), 1))) / 2
  }
}
