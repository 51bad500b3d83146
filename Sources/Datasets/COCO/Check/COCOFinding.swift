import CommonSupport
import Imaging

/// One kind of thing that is wrong or worth knowing in a data set, counted, with examples.
package struct COCOFinding: Sendable {
  package enum Severity: String, Sendable {
    /// Training stops, or learns from or is scored against wrong data.
    case harm
    /// Training copes.
    case note
  }

  /// Where something is.
  package struct Example: Sendable, CustomStringConvertible {
    /// `images`, `annotations` or `categories`.
    package let list: String
    /// The position in the list.
    package let index: Int
    /// nil if there is none, or none that is a whole number.
    package let id: Int?
    /// The picture's file, or the category's name.
    package fileprivate(set) var name: String?
    /// What is there.
    package let detail: String?

    init(list: COCOFile.List, index: Int, id: Int?, name: String?, detail: String?) {
      self.list = list.rawValue
      self.index = index
      self.id = id
      self.name = name?.isEmpty == true ? nil : name
      self.detail = detail
    }

    /// `annotations[17]`.
    var place: String { "\(list)[\(index)]" }

    /// `annotations[17] (id 48103) on 'a.jpg': [0, 0, 0, 5]`.
    package var description: String {
      let id = id.map { " (id \($0))" } ?? ""
      let name = name.map { list == "annotations" ? " on '\($0)'" : " '\($0)'" } ?? ""
      return "\(place)\(id)\(name)" + (detail.map { ": \($0)" } ?? "")
    }
  }

  static let exampleLimit = 3

  package let kind: Kind
  package internal(set) var count = 0
  /// The first ones.
  package internal(set) var examples: [Example] = []

  package var severity: Severity { kind.wording.severity }
  /// `2 pictures are missing`.
  package var message: String {
    "\(count.grouped) " + (count == 1 ? kind.wording.one : kind.wording.several)
  }
  /// What to do.
  package var advice: String { kind.wording.advice }
}

/// Findings in the making.
struct COCOFindings {
  private var byKind: [COCOFinding.Kind: COCOFinding] = [:]

  /// In the order of the kinds.
  var list: [COCOFinding] { COCOFinding.Kind.allCases.compactMap { byKind[$0] } }

  mutating func record(_ kind: COCOFinding.Kind, _ example: @autoclosure () -> COCOFinding.Example)
  {
    record(kind) { example() }
  }

  /// Counts without a place, or with one where there is still room.
  mutating func record(
    _ kind: COCOFinding.Kind, count: Int = 1, _ example: () -> COCOFinding.Example?
  ) {
    var finding = byKind[kind] ?? COCOFinding(kind: kind)
    finding.count += count
    if finding.examples.count < COCOFinding.exampleLimit, let example = example() {
      finding.examples.append(example)
    }
    byKind[kind] = finding
  }

  /// Adds the pictures' names to annotations found before the pictures were read.
  mutating func namePictures(_ name: (_ annotation: Int) -> String?) {
    for kind in byKind.keys {
      for index in byKind[kind]?.examples.indices ?? 0..<0 {
        guard let example = byKind[kind]?.examples[index], example.name == nil,
          example.list == COCOFile.List.annotations.rawValue
        else { continue }
        byKind[kind]?.examples[index].name = name(example.index)
      }
    }
  }
}
