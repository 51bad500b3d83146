import CommonSupport
import Foundation

/// A pattern of paths that no shell has expanded: `*`, `?` and `[a-z]` stand for characters of one
/// name, a name `**` for any number of folders, none included.
///
/// As in shells, hidden files need a dot in the pattern, and `**` does not follow links.
struct PathPattern {
  /// The folder above the first name with a special character.
  let base: String
  private let names: ArraySlice<String>

  /// Nil if nothing in the path is special.
  init?(_ path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    guard let first = parts.firstIndex(where: Self.isSpecial) else { return nil }
    let root = path.hasPrefix("/") ? "/" : ""
    base = root + parts[..<first].joined(separator: "/")
    names = parts[first...]
  }

  /// All files and folders of this pattern, sorted in each folder, some perhaps twice.
  ///
  /// - Parameter isLeftOut: Folders that `**` does not enter.
  func matches(leavingOut isLeftOut: (String) -> Bool) -> [String] {
    var result: [String] = []
    expand(names, below: base, isLeftOut, into: &result)
    return result
  }

  private func expand(
    _ names: ArraySlice<String>, below folder: String, _ isLeftOut: (String) -> Bool,
    into result: inout [String]
  ) {
    guard let name = names.first else { return result.append(folder) }
    let rest = names.dropFirst()
    if name == "**" {
      expand(rest, below: folder, isLeftOut, into: &result)
      for inner in FolderContents(folder).folders where !isLeftOut(inner) {
        expand(names, below: inner, isLeftOut, into: &result)
      }
    } else if Self.isSpecial(name) {
      for entry in FolderContents(folder).names where fnmatch(name, entry, FNM_PERIOD) == 0 {
        let path = Folder.path(of: entry, in: folder)
        if rest.isEmpty || Folder.exists(path) {
          expand(rest, below: path, isLeftOut, into: &result)
        }
      }
    } else {
      let path = Folder.path(of: name, in: folder)
      if FileManager.default.fileExists(atPath: path) {
        expand(rest, below: path, isLeftOut, into: &result)
      }
    }
  }

  private static func isSpecial(_ name: String) -> Bool { name.contains { "*?[".contains($0) } }
}
