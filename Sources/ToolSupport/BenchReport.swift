import CommonSupport

/// What a `bench` command prints: what was run, then what it took.
package struct BenchReport<Workload: Encodable>: Encodable {
  private enum Key: String, CodingKey {
    case type, threads, steps, seconds, forwardFlops, gflopsPerSecond, cpuUtilization
    case peakResidentBytes, profile
  }

  private struct Seconds: Encodable {
    let median, min, max: Double
  }

  /// Encoded as an object, whose members stand in the report's own.
  package let workload: Workload
  /// What people call the network.
  package let title: String
  package let size: PictureSize
  package let options: BenchOptions
  package let threads: Int
  /// Two for each multiply-add of convolutions and linear layers in a step's forward passes, counted
  /// as direct sums of products whatever algorithm ran.
  package let forwardFlops: Int
  package let measurement: StepMeasurement
  package let profile: ProfileReport?
  private let peakResidentBytes = StepMeasurement.peakResidentBytes

  package init(
    _ workload: Workload, title: String, size: PictureSize, options: BenchOptions, threads: Int,
    forwardFlops: Int, measurement: StepMeasurement, profile: ProfileReport?
  ) {
    self.workload = workload
    self.title = title
    self.size = size
    self.options = options
    self.threads = threads
    self.forwardFlops = forwardFlops
    self.measurement = measurement
    self.profile = profile
  }

  /// A training step counts as three forward passes: itself and the two gradients.
  private var gflopsPerSecond: Double {
    Double(forwardFlops) * (options.mode == .train ? 3 : 1) / measurement.median * 1e-9
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode("bench", forKey: .type)
    try workload.encode(to: encoder)
    try container.encode(threads, forKey: .threads)
    try container.encode(measurement.seconds.count, forKey: .steps)
    let (seconds, median) = (measurement.seconds, measurement.median)
    try container.encode(
      Seconds(median: median, min: seconds.min() ?? 0, max: seconds.max() ?? 0), forKey: .seconds)
    try container.encode(forwardFlops, forKey: .forwardFlops)
    try container.encode(gflopsPerSecond, forKey: .gflopsPerSecond)
    try container.encode(measurement.utilization(threads: threads), forKey: .cpuUtilization)
    try container.encode(peakResidentBytes, forKey: .peakResidentBytes)
    try container.encodeIfPresent(profile, forKey: .profile)
  }

  package var text: String {
    let seconds = measurement.seconds
    let (least, most) = (seconds.min() ?? 0, seconds.max() ?? 0)
    let rate = Double(options.batch) / measurement.median
    let heading =
      "\(title), \(options.mode.rawValue), \(options.batch) x \(size), \(threads) \(threads == 1 ? "thread" : "threads")"
    let table = TextTable.text([
      ["step", "\(milliseconds(measurement.median)) ms, median of \(seconds.count)"],
      ["", "\(milliseconds(least)) to \(milliseconds(most)) ms"],
      ["pictures", "\(NumberText.rate(rate)) per second"],
      ["forward", "\(NumberText.value(Double(forwardFlops) * 1e-9)) GFLOP"],
      ["speed", "\(NumberText.value(gflopsPerSecond)) GFLOP/s"],
      [
        "processors",
        "\(NumberText.percent(measurement.utilization(threads: threads))) of \(threads) busy",
      ],
      ["memory", "\((peakResidentBytes / 1_000_000).grouped) MB at most"],
    ])
    return heading + "\n" + table + (profile.map { "\n\n" + $0.text } ?? "")
  }
}
