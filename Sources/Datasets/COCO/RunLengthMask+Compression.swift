extension RunLengthMask {
  /// Decodes the text that COCO writes for a list of runs.
  ///
  /// Each number is the run, from the fourth on less the run two before it, in groups of five bits,
  /// lowest first, one character each: the group, plus 32 if more follow, plus 48 (pycocotools'
  /// `rleFrString`).
  ///
  /// - Throws: ``DatasetError`` if it is not such text, or as ``init(width:height:runs:)`` does.
  public init(width: Int, height: Int, compressed text: String) throws {
    var runs: [Int] = []
    var (number, shift) = (0, 0)
    for (index, byte) in text.utf8.enumerated() {
      guard (48..<112).contains(byte) else {
        throw DatasetError(
          "the text of a run-length mask has \(Self.name(byte)) as byte \(index + 1); expected"
            + " characters from '0' to 'o'.")
      }
      // Twelve groups hold more than any picture has pixels.
      guard shift < 60 else {
        throw DatasetError(
          "the text of a run-length mask has a number of more than 60 bits at byte \(index + 1).")
      }
      let group = Int(byte) - 48
      number |= (group & 31) << shift
      shift += 5
      if group & 32 != 0 { continue }
      if group & 16 != 0 { number |= -1 << shift }
      let (run, overflow) = number.addingReportingOverflow(
        runs.count > 2 ? runs[runs.count - 2] : 0)
      guard !overflow else {
        throw DatasetError("run \(runs.count) of a run-length mask is larger than any picture.")
      }
      runs.append(run)
      (number, shift) = (0, 0)
    }
    guard shift == 0 else {
      throw DatasetError(
        "the text of a run-length mask ends within a number; it may be cut short.")
    }
    try self.init(width: width, height: height, runs: runs)
  }

  /// The runs as the text that COCO writes. See ``init(width:height:compressed:)``.
  public var compressed: String {
    var bytes: [UInt8] = []
    for (index, run) in runs.enumerated() {
      var number = index > 2 ? run - runs[index - 2] : run
      while true {
        let group = UInt8(truncatingIfNeeded: number & 31)
        number >>= 5
        // The last group's highest bit is the sign.
        let isLast = number == (group & 16 == 0 ? 0 : -1)
        bytes.append(group + (isLast ? 48 : 80))
        if isLast { break }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func name(_ byte: UInt8) -> String {
    (33..<127).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "\(byte)"
  }
}
