import CommonSupport
import Datasets
import ToolSupport

/// What `check` prints of a data set and the one it is evaluated on.
struct CheckReport {
  /// Findings about one file, or about both.
  private struct Part {
    let path: String
    let findings: [COCOFinding]
  }

  private let checks: [COCOCheck]
  private let parts: [Part]
  private let images: String?

  /// - Parameter images: `--images`.
  init(_ training: COCOCheck, _ validation: COCOCheck?, images: String?) {
    self.images = images
    checks = [training] + (validation.map { [$0] } ?? [])
    var parts = checks.map { Part(path: $0.path, findings: $0.findings) }
    if let validation {
      parts.append(
        Part(path: training.path, findings: training.findings(beside: validation)))
    }
    self.parts = parts
  }

  private var all: [COCOFinding] { parts.flatMap(\.findings) }
  var isHarmful: Bool { all.contains { $0.severity == .harm } }

  /// What harms and is the same beside a repaired copy, one sentence each.
  var beyondRepair: [String] {
    parts.enumerated().flatMap { index, part in
      let isRepaired = index != 1
      return part.findings.filter { $0.severity == .harm && !(isRepaired && $0.kind.isRepaired) }
        .map { "'\(part.path)': \($0.message). \($0.advice)" }
    }
  }

  func printText(suggestsFix: Bool) throws {
    var blocks: [String] = []
    for (index, part) in parts.enumerated() {
      if index < checks.count {
        blocks.append(heading(checks[index]))
      } else if !part.findings.isEmpty {
        blocks.append("'\(checks[0].path)' beside '\(checks[1].path)'")
      }
      blocks += part.findings.filter { $0.severity == .harm }.map(Self.text)
      blocks += part.findings.filter { $0.severity == .note }.map(Self.text)
    }
    try StandardOutput.print(blocks.joined(separator: "\n\n") + "\n\n" + verdict(suggestsFix))
  }

  private func heading(_ check: COCOCheck) -> String {
    let parts = [
      check.imageCount.counted("picture", "pictures"),
      check.annotationCount.counted("object", "objects"),
      check.categoryCount.counted("class", "classes"),
    ]
    return "'\(check.path)': \(parts.joined(separator: ", "))"
      + (check.folder.map { "; pictures in '\($0)'" } ?? "")
  }

  private static func text(_ finding: COCOFinding) -> String {
    var lines = ["\(finding.severity.rawValue)  \(finding.message)  [\(finding.kind.rawValue)]"]
    lines += finding.examples.map { "        \($0)" }
    let rest = finding.count - finding.examples.count
    if rest > 0, !finding.examples.isEmpty {
      lines.append("        ... and \(rest.grouped) more")
    }
    lines.append("      \(finding.advice)")
    return lines.joined(separator: "\n")
  }

  private func verdict(_ suggestsFix: Bool) -> String {
    let harms = all.filter { $0.severity == .harm }
    let notes = all.count - harms.count
    let notesText = notes == 0 ? "" : notes == 1 ? ", 1 note" : ", \(notes) notes"
    if harms.isEmpty { return "Nothing would harm training\(notesText)." }
    let kinds = harms.count == 1 ? "1 kind of fault" : "\(harms.count) kinds of faults"
    return "\(kinds) would harm training\(notesText).\(suggestsFix ? repair : "")"
  }

  /// How to get a repaired copy, if it would be a better one.
  private var repair: String {
    let isRepaired = parts.enumerated().contains { index, part in
      index != 1 && part.findings.contains { $0.severity == .harm && $0.kind.isRepaired }
    }
    let validation = checks.count > 1 ? checks[1].path : nil
    // Beside itself nothing would be left of it.
    guard isRepaired, validation.map(Folder.resolved) != Folder.resolved(checks[0].path) else {
      return ""
    }
    let command = PrintedCommand.check(checks[0].path, validation: validation, images: images)
    return " A repaired copy: \(command) --fix repaired.json"
  }
}

// MARK: - JSON

extension CheckReport {
  /// A line of `check --json`.
  private struct FindingRecord: Encodable {
    struct Example: Encodable {
      let list: String
      let index: Int
      let id: Int?
      let name, detail: String?
    }

    let type = "finding"
    let path, kind, severity: String
    let count: Int
    let message, advice: String
    let examples: [Example]

    init(_ finding: COCOFinding, path: String) {
      self.path = path
      kind = finding.kind.rawValue
      severity = finding.severity.rawValue
      count = finding.count
      message = finding.message
      advice = finding.advice
      examples = finding.examples.map {
        Example(list: $0.list, index: $0.index, id: $0.id, name: $0.name, detail: $0.detail)
      }
    }
  }

  /// The last line of `check --json`.
  private struct SummaryRecord: Encodable {
    let type = "summary"
    let path: String
    let images, annotations, categories, harms, notes: Int
    let isHarmful: Bool

    enum CodingKeys: String, CodingKey {
      case type, path, images, annotations, categories, harms, notes
      case isHarmful = "harmful"
    }
  }

  func printJSON() throws {
    for part in parts {
      for finding in part.findings {
        try StandardOutput.print(json: FindingRecord(finding, path: part.path))
      }
    }
    let harms = all.filter { $0.severity == .harm }.count
    try StandardOutput.print(
      json: SummaryRecord(
        path: checks[0].path, images: checks[0].imageCount,
        annotations: checks[0].annotationCount, categories: checks[0].categoryCount, harms: harms,
        notes: all.count - harms, isHarmful: isHarmful))
  }
}
