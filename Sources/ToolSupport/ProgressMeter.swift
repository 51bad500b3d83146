/// Turns what each step reports into a `ProgressSnapshot`.
///
/// Averages of values run over all images since the meter was made (an epoch, say); speed, waiting
/// and the time left look at the last `window` steps only.
package struct ProgressMeter: Sendable {
  /// Steps that speed and time left are taken from.
  package static let window = 101

  private struct Step {
    var images: Int
    var seconds: Double
    var waiting: Double
  }

  private struct Sum {
    var name: String
    var latest: Double
    var weighted: Double
    var images: Int
  }

  private let label: String
  private let total: Int
  private let stepsAfter: Int
  private var step: Int
  private var recent: [Step] = []
  /// The place of the oldest one, once there are as many as are looked at.
  private var oldest = 0
  private var sums: [Sum] = []
  private var learningRate: Double?

  /// - Parameters:
  ///   - label: What is being done: `epoch 3/30`.
  ///   - total: Number of steps that the line counts to.
  ///   - step: Number of steps already done, when work is resumed.
  ///   - stepsAfter: Steps that follow after `total` (later epochs) and belong to the time left.
  package init(label: String, total: Int, step: Int = 0, stepsAfter: Int = 0) {
    self.label = label
    self.total = total
    self.step = step
    self.stepsAfter = stepsAfter
  }

  /// Counts one step.
  ///
  /// - Parameters:
  ///   - images: Pictures in the step.
  ///   - duration: The whole step, waiting included.
  ///   - waiting: The part of it spent waiting for data.
  ///   - values: Means over the step's pictures, in the order of the line.
  package mutating func record(
    images: Int, duration: Duration, waiting: Duration = .zero,
    values: [(name: String, value: Double)] = [], learningRate: Double? = nil
  ) {
    let entry = Step(images: images, seconds: duration.inSeconds, waiting: waiting.inSeconds)
    if recent.count < Self.window {
      recent.append(entry)
    } else {
      recent[oldest] = entry
      oldest = (oldest + 1) % Self.window
    }
    step += 1
    self.learningRate = learningRate ?? self.learningRate
    for (name, value) in values { add(value, to: name, images: images) }
  }

  package var snapshot: ProgressSnapshot {
    var snapshot = ProgressSnapshot(label: label, step: step, total: total)
    snapshot.values = sums.map { sum in
      let average = sum.weighted / Double(max(sum.images, 1))
      return .init(name: sum.name, latest: sum.latest, average: average)
    }
    snapshot.learningRate = learningRate
    let seconds = recent.reduce(0) { $0 + $1.seconds }
    if seconds > 0 {
      snapshot.imagesPerSecond = Double(recent.reduce(0) { $0 + $1.images }) / seconds
      snapshot.waitingShare = recent.reduce(0) { $0 + $1.waiting } / seconds
    }
    // One slow step (a checkpoint, a laptop's sleep) does not move a median.
    if !recent.isEmpty {
      let left = max(total - step, 0) + stepsAfter
      snapshot.remaining = .seconds(medianStep * Double(left))
    }
    return snapshot
  }

  private var medianStep: Double {
    let sorted = recent.map(\.seconds).sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  private mutating func add(_ value: Double, to name: String, images: Int) {
    let weighted = value * Double(images)
    if let index = sums.firstIndex(where: { $0.name == name }) {
      sums[index].latest = value
      sums[index].weighted += weighted
      sums[index].images += images
    } else {
      sums.append(Sum(name: name, latest: value, weighted: weighted, images: images))
    }
  }
}
