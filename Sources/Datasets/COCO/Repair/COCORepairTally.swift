import CommonSupport
import Imaging

/// How often a repair has changed what.
struct COCORepairTally {
  /// In the order of reports.
  enum Change: CaseIterable {
    case unnamed, unidentified, missing, unreadable, sizeless, ambiguous, leaked, joined
    case imageID, size
    case repeatedCategory, categoryID, name
    case unknownImage, unknownCategory, withPicture, box, repeatedBox
    case form, clipped, moved, mask, annotationID, boxAround, area, crowd

    /// The phrase with its counted noun in singular and plural.
    fileprivate var phrase: (one: String, several: String) {
      func same(_ start: String, _ one: String, _ several: String, _ end: String) -> (
        String, String
      ) { ("\(start) # \(one) \(end)", "\(start) # \(several) \(end)") }
      return switch self {
      case .unnamed: same("removed", "picture", "pictures", "without a file name")
      case .unidentified: same("removed", "picture", "pictures", "without an id")
      case .missing: ("removed # missing picture", "removed # missing pictures")
      case .unreadable: same("removed", "picture", "pictures", "that cannot be read")
      case .sizeless: same("removed", "picture", "pictures", "of unknown size")
      case .ambiguous: same("removed", "picture", "pictures", "with the id of another")
      case .leaked: same("removed", "picture", "pictures", "of the validation set")
      case .joined: same("joined", "entry", "entries", "with the first of the same file")
      case .imageID: same("gave", "picture", "pictures", "a new id")
      case .size: same("corrected the size of", "picture", "pictures", "")
      case .repeatedCategory: same("removed", "category", "categories", "listed twice")
      case .categoryID: same("gave", "category", "categories", "a new id")
      case .name: same("named", "category", "categories", "after the id")
      case .unknownImage: same("removed", "annotation", "annotations", "of unknown pictures")
      case .unknownCategory: same("removed", "annotation", "annotations", "of unknown categories")
      case .withPicture: same("removed", "annotation", "annotations", "of removed pictures")
      case .box: same("removed", "annotation", "annotations", "without a usable box")
      case .repeatedBox: same("removed", "annotation", "annotations", "already there")
      case .form: same("converted", "box", "boxes", "to [x, y, width, height] in pixels")
      case .clipped: same("clipped", "box", "boxes", "to the picture")
      case .moved: same("turned or scaled", "box", "boxes", "with the picture")
      case .mask:
        same("removed", "run-length mask", "run-length masks", "of turned or scaled pictures")
      case .annotationID: same("gave", "annotation", "annotations", "a new id")
      case .boxAround: same("added 'bbox' to", "annotation", "annotations", "")
      case .area: same("added 'area' to", "annotation", "annotations", "")
      case .crowd: same("added 'iscrowd' to", "annotation", "annotations", "")
      }
    }
  }

  private var counts: [Change: Int] = [:]

  mutating func count(_ change: Change) { counts[change, default: 0] += 1 }

  /// `removed 2 missing pictures`, and so on.
  var phrases: [String] {
    Change.allCases.compactMap { change in
      guard let count = counts[change] else { return nil }
      let text = count == 1 ? change.phrase.one : change.phrase.several
      let phrase = text.replacing("#", with: count.grouped)
      return phrase.hasSuffix(" ") ? String(phrase.dropLast()) : phrase
    }
  }
}
