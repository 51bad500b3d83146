import Foundation

/// Folders, and the places of files in them.
package enum Folder {
  /// Makes a folder and those above it, unless it is there.
  /// - Throws: `PlaceError` with the reason.
  package static func make(_ path: String) throws {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made.hasSuffix("/") ? part : "/\(part)"
      guard mkdir(made, 0o777) != 0 else { continue }
      let code = errno
      if exists(made) { continue }
      throw PlaceError(makingFolder: made, code)
    }
  }

  /// Checks that a file can have this name once it is written, which may be in an hour.
  ///
  /// - Parameter inputs: Files that are read, which it must not be, under whatever name.
  /// - Throws: `PlaceError` if there is no folder for it, it is a folder itself or one of `inputs`.
  package static func checkPlace(ofFile path: String, butNot inputs: [String] = []) throws {
    if exists(path) { throw PlaceError("cannot write '\(path)': it is a folder.") }
    if FileManager.default.fileExists(atPath: path) {
      let place = resolved(path)
      guard inputs.contains(where: { resolved($0) == place }) else { return }
      throw PlaceError(
        "cannot write '\(path)': it is one of the files that are read; choose another name.")
    }
    let folder = parent(of: path)
    if exists(folder) { return }
    throw PlaceError("cannot write '\(path)': there is no folder '\(folder)'.")
  }

  /// As `checkPlace(ofFile:)`, for a file that must not be there yet.
  ///
  /// - Parameter advice: What to do if it is: "choose another name".
  /// - Throws: `PlaceError`.
  package static func checkPlace(ofNewFile path: String, advice: String) throws {
    try checkPlace(ofFile: path)
    if FileManager.default.fileExists(atPath: path) {
      throw PlaceError("'\(path)' exists already and is not overwritten; \(advice).")
    }
  }

  /// The folder that a file lies in; `.` for a name alone.
  package static func parent(of path: String) -> String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }

  /// The path of the file `name` in the folder that another one lies in.
  package static func path(of name: String, beside file: String) -> String {
    ((file as NSString).deletingLastPathComponent as NSString).appendingPathComponent(name)
  }

  /// The path without links, `.` and `..`; of what does not exist, as far as there is something.
  package static func resolved(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    return URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }

  package static func exists(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
