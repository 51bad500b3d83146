import Detection
import ToolSupport

/// Where the time of pictures went, as a table: means in milliseconds and shares of the whole.
enum TimingTable {
  /// - Parameters:
  ///   - writing: Drawing and writing results.
  ///   - whole: What passed from the first picture to the last; less than the sum of the parts, since
  ///     pictures are decoded while others are looked at.
  static func text(
    _ timings: DetectionTimings, writing: Duration, whole: Duration, pictures: Int
  ) -> String {
    let rows = [
      ("decode", timings.decode), ("trunk", timings.trunk), ("proposals", timings.proposals),
      ("regions", timings.regions), ("boxes", timings.boxes), ("output", writing.inSeconds),
      ("whole", whole.inSeconds),
    ]
    return TextTable.text(
      [["a picture", "ms", "share"]]
        + rows.map { name, seconds in
          [
            name, NumberText.fixed(seconds / Double(max(pictures, 1)) * 1000, decimals: 2),
            NumberText.percent(seconds / max(whole.inSeconds, 1e-9)),
          ]
        }, numbers: 2)
  }
}
