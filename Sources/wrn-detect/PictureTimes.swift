import TensorCore
import ToolSupport

/// Where the time of pictures goes.
struct PictureTimes: Encodable {
  /// In the order of the work.
  private var phases: [(name: String, seconds: Double)] = []

  init() {}

  /// - Parameters:
  ///   - decoding: Seconds until the picture was there, read and resized.
  ///   - profile: Of the detector's work on it.
  init(decoding: Double, _ profile: Profile) {
    add("decode", decoding)
    for entry in profile.entries {
      // Normalising the pixels is the last part of making a picture ready.
      add(entry.phase == "pictures" ? "decode" : entry.phase, entry.seconds)
    }
  }

  mutating func add(_ name: String, _ seconds: Double) {
    if let index = phases.firstIndex(where: { $0.name == name }) {
      phases[index].seconds += seconds
    } else {
      phases.append((name, seconds))
    }
  }

  mutating func add(_ other: PictureTimes) {
    for phase in other.phases { add(phase.name, phase.seconds) }
  }

  /// Means in milliseconds and shares of the whole.
  ///
  /// - Parameter whole: Seconds from the first picture to the last. Less than the sum of the parts,
  ///   since pictures are decoded while others are looked at.
  func table(pictures: Int, whole: Double) -> String {
    let count = Double(max(pictures, 1))
    func row(_ name: String, _ seconds: Double) -> [String] {
      [
        name, NumberText.fixed(seconds / count * 1000, decimals: 2),
        whole > 0 ? NumberText.percent(seconds / whole) : "",
      ]
    }
    return TextTable.text(
      [["a picture", "ms", "share"]] + phases.map { row($0.name, $0.seconds) }
        + [row("whole", whole)], numbers: 2)
  }

  /// An object of milliseconds.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for phase in phases {
      let microseconds = (phase.seconds * 1e6).rounded()
      try container.encode(microseconds / 1000, forKey: Key(stringValue: phase.name))
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
