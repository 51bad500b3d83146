import Detection
import ToolSupport

/// How many objects one way to propose finds: a line of `propose --json`, and a row of its table.
struct RecallRecord: Encodable {
  let type = "recall"
  let method: String
  let AR10, AR100, AR1000: Double
  /// With 1,000 proposals per picture.
  let ARs, ARm, ARl: Double

  init(method: String, _ recall: ProposalRecall) {
    self.method = method
    (AR10, AR100, AR1000) = (recall.AR10, recall.AR100, recall.AR1000)
    (ARs, ARm, ARl) = (recall.ARs1000, recall.ARm1000, recall.ARl1000)
  }

  static func table(_ records: [RecallRecord]) -> String {
    let heads =
      ["proposals", "AR@10", "AR@100", "AR@1000", "small@1000", "medium@1000", "large@1000"]
    let rows = records.map { record in
      [record.method]
        + [record.AR10, record.AR100, record.AR1000, record.ARs, record.ARm, record.ARl]
        .map { NumberText.fixed($0, decimals: 3) }
    }
    return TextTable.text([heads] + rows, numbers: heads.count - 1)
  }
}
