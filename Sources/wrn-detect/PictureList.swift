import Foundation

/// The picture files that arguments stand for: files as they are, folders by the pictures in them.
struct PictureList {
  /// In the order of the arguments; the pictures of a folder by name.
  private(set) var files: [String] = []
  /// A sentence for each folder without pictures.
  private(set) var problems: [String] = []

  private static let extensions: Set = ["jpg", "jpeg", "png"]

  init(_ arguments: [String]) {
    for argument in arguments {
      if Folder.exists(argument) {
        add(folder: argument)
      } else {
        files.append(argument)
      }
    }
  }

  private mutating func add(folder: String) {
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      problems.append("the folder '\(folder)' cannot be read.")
      return
    }
    let pictures = entries.sorted().filter { name in
      !name.hasPrefix(".")
        && Self.extensions.contains((name as NSString).pathExtension.lowercased())
    }
    if pictures.isEmpty {
      problems.append("the folder '\(folder)' holds no picture (.jpg, .jpeg or .png).")
    }
    files += pictures.map { folder.hasSuffix("/") ? folder + $0 : "\(folder)/\($0)" }
  }
}
