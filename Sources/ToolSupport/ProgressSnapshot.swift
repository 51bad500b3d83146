/// The state of a long piece of work at one moment, and the line that shows it.
///
///     epoch 3/30  120/469  loss 0.4120 (0.5301)  1,234 images/s  waiting 2 %  lr 0.1  4 min left
package struct ProgressSnapshot: Sendable, Equatable {
  /// A measured number and its running average.
  package struct Value: Sendable, Equatable {
    package var name: String
    package var latest: Double
    package var average: Double

    package init(name: String, latest: Double, average: Double) {
      self.name = name
      self.latest = latest
      self.average = average
    }
  }

  /// What is being done: `epoch 3/30`.
  package var label: String
  /// Steps done, of `total`.
  package var step: Int
  package var total: Int
  package var values: [Value] = []
  package var imagesPerSecond: Double?
  /// Share of time spent waiting for data, 0...1.
  package var waitingShare: Double?
  package var learningRate: Double?
  package var remaining: Duration?

  package init(label: String, step: Int, total: Int) {
    self.label = label
    self.step = step
    self.total = total
  }

  /// The line. What does not fit into `columns` is left out, least important first; the label, the
  /// count and the time that is left stay longest.
  package func text(columns: Int = .max) -> String {
    // A part with a higher rank goes first.
    var parts: [(rank: Int, text: String)] = [(0, label), (1, "\(step)/\(total)")]
    for (index, value) in values.enumerated() {
      let numbers = "\(NumberText.value(value.latest)) (\(NumberText.value(value.average)))"
      parts.append((3 + index, "\(value.name) \(numbers)"))
    }
    if let imagesPerSecond {
      parts.append((100, "\(NumberText.rate(imagesPerSecond)) images/s"))
    }
    if let waitingShare { parts.append((101, "waiting \(NumberText.percent(waitingShare))")) }
    if let learningRate { parts.append((102, "lr \(NumberText.setting(learningRate))")) }
    if let remaining { parts.append((2, "\(remaining.text) left")) }

    var line = parts.map(\.text).joined(separator: "  ")
    while line.count > columns, parts.count > 1,
      let least = parts.indices.max(by: { parts[$0].rank < parts[$1].rank })
    {
      parts.remove(at: least)
      line = parts.map(\.text).joined(separator: "  ")
    }
    return String(line.prefix(max(columns, 0)))
  }
}
