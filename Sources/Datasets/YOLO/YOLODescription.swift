import CommonSupport
import Foundation
import Yams

/// What a `data.yaml` says: the classes, and where the pictures of each split are.
struct YOLODescription {
  let path: String
  /// By number.
  let classes: [String]
  /// Folders, lists of pictures or patterns by split, as written.
  private let places: [String: [String]]
  /// What places are relative to.
  private let base: String

  var splits: [String] { places.keys.sorted() }

  /// - Throws: ``DatasetError`` if it is not YAML or has no usable `names`.
  init(contentsOf path: String) throws {
    let text = try DatasetFiles.text(of: path)
    let root: Node.Mapping
    do {
      guard let mapping = try Yams.compose(yaml: text)?.mapping else {
        throw DatasetError("'\(path)' is not a YAML mapping with 'names' and 'train'.")
      }
      root = mapping
    } catch let error as YamlError {
      throw DatasetError(
        "'\(path)' is not valid YAML: \("\(error)".replacing("\n", with: " ")).")
    }
    self.path = path
    classes = try Self.classes(root["names"], path)
    var places: [String: [String]] = [:]
    for split in ["train", "val", "valid", "test"] {
      guard let node = root[split] else { continue }
      let values = node.sequence.map { $0.compactMap(\.string) } ?? [node.string ?? ""]
      let named = values.filter { !$0.isEmpty }
      if !named.isEmpty { places[Self.name(of: split)] = named }
    }
    self.places = places
    let own = Folder.parent(of: path)
    let said = root["path"]?.string.map { ImageLocator.join(own, $0) }
    // The folder that the file was written for is often another machine's.
    base = said.flatMap { Folder.exists($0) ? $0 : nil } ?? own
  }

  /// What a split is called here: exporters write `valid` as well as `val`.
  private static func name(of split: String) -> String { split == "valid" ? "val" : split }

  /// Names as a list, or by number.
  private static func classes(_ node: Node?, _ path: String) throws -> [String] {
    if let list = node?.sequence {
      let names = list.compactMap(\.string)
      if !names.isEmpty, names.count == list.count { return names }
    }
    if let mapping = node?.mapping {
      let names = Dictionary(
        mapping.compactMap { key, value in
          key.int.flatMap { number in value.string.map { (number, $0) } }
        }, uniquingKeysWith: { first, _ in first })
      let ordered = (0..<mapping.count).compactMap { names[$0] }
      if !ordered.isEmpty, ordered.count == mapping.count { return ordered }
    }
    throw DatasetError(
      "'\(path)' has no 'names' that is a list of classes, or classes by number from 0.")
  }

  /// The files and folders of a split, those that exist; `valid` is `val`.
  ///
  /// - Throws: ``DatasetError`` if there is no such split or none of its places exists.
  func places(ofSplit split: String) throws -> [String] {
    guard let written = places[Self.name(of: split)] else {
      throw DatasetError(
        "'\(path)' has no split '\(split)'"
          + (places.isEmpty ? "." : "; it has \(splits.joined(separator: ", "))."))
    }
    return try written.map { place in
      var candidates = [ImageLocator.join(base, place)]
      // Some exporters write '../train/images' for a folder beside the file.
      if place.hasPrefix("../") {
        candidates.append(ImageLocator.join(base, String(place.dropFirst(3))))
      }
      guard let found = candidates.first(where: FileManager.default.fileExists(atPath:)) else {
        throw DatasetError(
          "'\(split)' of '\(path)' is '\(place)', but '\(candidates[0])' does not exist.")
      }
      return found
    }
  }
}
