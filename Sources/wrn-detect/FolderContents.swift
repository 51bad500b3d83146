import CommonSupport
import Foundation
import Imaging

/// What is directly in a folder.
struct FolderContents {
  let path: String
  /// Whether the folder could be read.
  let isReadable: Bool
  /// Sorted by name, hidden ones included.
  private let entries: [(name: String, isFolder: Bool)]

  /// - Parameter path: Empty for the working directory.
  init(_ path: String) {
    self.path = path
    let entries = Folder.entries(of: path.isEmpty ? "." : path)
    self.entries = entries?.sorted { $0.name < $1.name } ?? []
    isReadable = entries != nil
  }

  /// Sorted, hidden ones included.
  var names: [String] { entries.map(\.name) }

  /// The paths of all pictures, told by their extensions; hidden ones and folders are none.
  var pictures: [String] {
    visiblePaths { !$0.isFolder && Self.isPicture($0.name) }
  }

  /// The paths of all folders, whatever their names; hidden ones and links are left out.
  var folders: [String] {
    visiblePaths(where: \.isFolder).filter {
      var status = stat()
      return lstat($0, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
  }

  private func visiblePaths(where isWanted: ((name: String, isFolder: Bool)) -> Bool) -> [String] {
    entries.filter { !$0.name.hasPrefix(".") && isWanted($0) }
      .map { Folder.path(of: $0.name, in: path) }
  }

  static func isPicture(_ name: String) -> Bool { ImageFormat(extensionOf: name) != nil }
}
