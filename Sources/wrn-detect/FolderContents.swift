import CommonSupport
import Foundation
import Imaging

/// What is directly in a folder.
struct FolderContents {
  let path: String
  /// Sorted, hidden ones included.
  let names: [String]
  /// Whether the folder could be read.
  let isReadable: Bool

  /// - Parameter path: Empty for the working directory.
  init(_ path: String) {
    self.path = path
    let names = try? FileManager.default.contentsOfDirectory(atPath: path.isEmpty ? "." : path)
    self.names = names?.sorted() ?? []
    isReadable = names != nil
  }

  /// The paths of all pictures, told by their extensions; hidden ones and folders are none.
  var pictures: [String] {
    visiblePaths.filter { Self.isPicture($0) && !Folder.exists($0) }
  }

  /// The paths of all folders, whatever their names; hidden ones and links are left out.
  var folders: [String] {
    visiblePaths.filter {
      var status = stat()
      return lstat($0, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
  }

  private var visiblePaths: [String] {
    names.filter { !$0.hasPrefix(".") }.map { Folder.path(of: $0, in: path) }
  }

  static func isPicture(_ name: String) -> Bool { ImageFormat(extensionOf: name) != nil }
}
