import Foundation
import Imaging

/// A data set read from another format.
package struct ConvertedDataset: Sendable {
  package let coco: COCODataset
  /// What people should know, one sentence each.
  package let notes: [String]
}

/// A picture of a data set in another format: its file, and the size it has upright.
struct ConvertedPicture {
  let path: String
  let size: ImageSize

  /// - Throws: `ImageError` if the file cannot be read.
  init(_ path: String) throws {
    self.path = path
    size = try ImageHeader.read(path).size
  }
}

/// Files and folders of data sets.
enum DatasetFiles {
  static let pictureExtensions = ["jpg", "jpeg", "png", "JPG", "JPEG", "PNG"]

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Paths of files in a folder and those below it, sorted, relative to it; none without the folder.
  static func files(in folder: String, where isWanted: (String) -> Bool) -> [String] {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return paths.filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } && isWanted($0) }
      .sorted()
  }

  static func isPicture(_ path: String) -> Bool {
    ["jpg", "jpeg", "png"].contains((path as NSString).pathExtension.lowercased())
  }

  /// The lines of a text file, without spaces around them.
  ///
  /// - Throws: ``DatasetError`` if it cannot be read as text.
  static func lines(of path: String) throws -> [String] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DatasetError("cannot read '\(path)'.")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw DatasetError("'\(path)' is not UTF-8 text.")
    }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces.union(["\u{FEFF}"])) }
    return lines.last == "" ? lines.dropLast() : lines
  }

  /// The path from the folder of `base`, if the file lies in it or below it, so that the two can be
  /// moved together; else the file's own.
  static func path(_ file: String, relativeToFolderOf base: String) -> String {
    func parts(_ path: String) -> [String] {
      URL(fileURLWithPath: path).standardizedFileURL.path.split(separator: "/").map(String.init)
    }
    let folder = parts(base).dropLast()
    let target = parts(file)
    return target.starts(with: folder)
      ? target.dropFirst(folder.count).joined(separator: "/") : "/" + target.joined(separator: "/")
  }
}
