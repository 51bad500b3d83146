import Foundation

/// Files and folders of data sets.
enum DatasetFiles {
  static let pictureExtensions = ["jpg", "jpeg", "png", "JPG", "JPEG", "PNG"]

  /// Paths of files in a folder and those below it, sorted, relative to it; none without the folder.
  static func files(in folder: String, where isWanted: (String) -> Bool) -> [String] {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return paths.filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } && isWanted($0) }
      .sorted()
  }

  /// - Throws: ``DatasetError`` if the file cannot be read as text.
  static func text(of path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DatasetError("cannot read '\(path)'.")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw DatasetError("'\(path)' is not UTF-8 text.")
    }
    return text
  }

  /// The lines of a text file, without spaces around them.
  ///
  /// - Throws: ``DatasetError`` if it cannot be read as text.
  static func lines(of path: String) throws -> [String] {
    let lines = try text(of: path).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    )
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
