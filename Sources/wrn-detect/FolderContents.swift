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

  /// The paths of all pictures, told by their extensions; hidden ones are none.
  var pictures: [String] {
    names.filter { !$0.hasPrefix(".") && Self.isPicture($0) }.map { Self.join(path, $0) }
  }

  /// The paths of all folders; hidden ones and links are left out.
  var folders: [String] {
    names.filter { !$0.hasPrefix(".") && !Self.isPicture($0) }.map { Self.join(path, $0) }
      .filter {
        var status = stat()
        return lstat($0, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      }
  }

  static func isPicture(_ name: String) -> Bool { ImageFormat(extensionOf: name) != nil }

  static func join(_ folder: String, _ name: String) -> String {
    folder.isEmpty || folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}
