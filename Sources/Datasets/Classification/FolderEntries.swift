import CommonSupport
import Foundation
import Imaging

/// What is directly in a folder of pictures, or of class folders: each list sorted by code point.
///
/// Names that start with a dot are in none of them, nor are other files.
struct FolderEntries {
  /// Of pictures that people have beside those: on the web, from phones, and all that torchvision
  /// reads.
  private static let otherEndings = [
    ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm", ".heic", ".heif", ".avif", ".jfif",
  ]

  private(set) var folders: [String] = []
  private(set) var pictures: [String] = []
  /// Pictures whose names do not end as those of JPEG and PNG files do.
  private(set) var otherPictures: [String] = []
  /// Files `*.tar`, such as ImageNet's: one for each class, and one of all.
  private(set) var archives: [String] = []
  /// Names of files and folders that are no valid UTF-8, by which nothing can be opened; as far as
  /// they can be shown.
  private(set) var invalidNames: [String] = []

  /// Nothing at all.
  init() {}

  /// - Throws: ``DatasetError`` if the folder does not exist or cannot be read.
  init(of directory: String) throws {
    for (name, isFolder) in try Self.entries(in: directory) {
      if Self.isRepaired(name, in: directory) {
        invalidNames.append(name)
      } else if isFolder {
        folders.append(name)
      } else if ImageFormat(extensionOf: name) != nil {
        pictures.append(name)
      } else if name.hasSuffix(".tar") {
        archives.append(name)
      } else if Self.otherEndings.contains(where: name.lowercased().hasSuffix) {
        otherPictures.append(name)
      }
    }
  }

  private static func entries(
    in directory: String
  ) throws -> [(name: String, isFolder: Bool)] {
    guard Folder.exists(directory) else {
      throw DatasetError("there is no folder '\(directory)'; expected one folder per class in it.")
    }
    guard let entries = Folder.entries(of: directory) else {
      throw DatasetError.system("read", directory)
    }
    return entries.filter { !$0.name.hasPrefix(".") }
      .sorted { String.isOrdered($0.name, before: $1.name) }
  }

  /// What is no valid UTF-8 is replaced by U+FFFD; nothing has the name that results.
  private static func isRepaired(_ name: String, in directory: String) -> Bool {
    name.unicodeScalars.contains("\u{FFFD}")
      && !FileManager.default.fileExists(atPath: "\(directory)/\(name)")
  }
}
