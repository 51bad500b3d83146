import Detection
import ToolSupport

/// What each step of inference gives and costs: JSON at once, or a table at the end.
struct StageTable {
  private struct Record: Encodable {
    let type = "stage"
    let name: String
    let AP, AP50, AP75, secondsPerImage: Double
  }

  private let json: Bool
  private var records: [Record] = []

  init(json: Bool) {
    self.json = json
  }

  /// - Parameter time: Of a picture.
  mutating func add(_ name: String, _ metrics: COCOMetrics, _ time: Duration) throws {
    let record = Record(
      name: name, AP: metrics.AP, AP50: metrics.AP50, AP75: metrics.AP75,
      secondsPerImage: time.inSeconds)
    if json { try StandardOutput.print(json: record) }
    records.append(record)
  }

  func print() throws {
    if json { return }
    func number(_ value: Double) -> String { NumberText.fixed(value, decimals: 3) }
    let rows = records.enumerated().map { index, record in
      let gain = index == 0 ? "" : String(signed: record.AP - records[index - 1].AP)
      return [
        record.name, number(record.AP50), number(record.AP75), number(record.AP), gain,
        number(record.secondsPerImage),
      ]
    }
    try StandardOutput.print(
      TextTable.text([["stage", "AP50", "AP75", "AP", "gain", "s/picture"]] + rows, numbers: 5))
  }
}

extension String {
  /// "+0.012", "-0.003".
  fileprivate init(signed value: Double) {
    self = (value < 0 ? "" : "+") + NumberText.fixed(value, decimals: 3)
  }
}
