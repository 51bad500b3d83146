import Foundation

/// The class folders in a folder, and the pictures in them.
struct ClassFolders {
  let directory: String
  /// In torchvision's order, which numbers the classes.
  let names: [String]
  /// Of what was listed so far. Files beside the class folders are no part of the data set.
  private(set) var leftOut: LeftOutEntries

  /// - Throws: ``DatasetError`` if there are none.
  init(in directory: String) throws {
    let entries = try FolderEntries(of: directory)
    self.directory = directory
    names = entries.folders
    leftOut = LeftOutEntries(names: entries.invalidNames)
    if names.isEmpty {
      leftOut.pictures = entries.otherPictures
      let found =
        entries.pictures.isEmpty
        ? "no class folders; expected '\(directory)/<class>/*.jpg'"
        : "\(entries.pictures.count) pictures without class folders; sort them into one folder per"
          + " class"
      throw error("'\(directory)' holds \(found).")
    }
  }

  /// - Throws: ``DatasetError`` if one of them is no known class.
  func check(against classNames: [String]) throws {
    let known = Set(classNames)
    let unknown = names.filter { !known.contains($0) }
    guard let first = unknown.first else { return }
    let others = unknown.count == 1 ? "" : " and \(unknown.count - 1) more"
    throw DatasetError(
      "'\(directory)' has the class '\(first)'\(others), which is not among the"
        + " \(classNames.count) classes of the training set.")
  }

  /// The pictures of a class, relative to `directory`, those of folders below included.
  /// - Throws: ``DatasetError`` if there are none.
  mutating func pictures(of name: String) throws -> [String] {
    var found: [(folder: String, names: [String])] = []
    // Links to folders are followed, as torchvision does, but never twice to the same place.
    var visited: Set<String> = []
    var pending = [name]
    while let folder = pending.popLast() {
      let path = "\(directory)/\(folder)"
      let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      guard visited.insert(resolved).inserted else { continue }
      let entries = try FolderEntries(of: path)
      found.append((folder, entries.pictures))
      leftOut.add(entries, of: folder)
      pending += entries.folders.map { "\(folder)/\($0)" }
    }
    let pictures = found.sorted { String.isOrdered($0.folder, before: $1.folder) }
      .flatMap { entry in entry.names.map { "\(entry.folder)/\($0)" } }
    guard !pictures.isEmpty else {
      throw error(
        "the class folder '\(directory)/\(name)' holds no .jpg, .jpeg or .png file; put pictures"
          + " there or remove it.")
    }
    return pictures
  }

  /// What was left out may be why nothing was found.
  private func error(_ text: String) -> DatasetError {
    DatasetError(([text] + leftOut.notes(on: directory)).joined(separator: " "))
  }
}
