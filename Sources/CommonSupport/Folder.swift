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
    let folder = parent(of: linkedPath(path))
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

  /// The path of what is called `name` in a folder; an empty one is the working directory.
  package static func path(of name: String, in folder: String) -> String {
    folder.isEmpty || folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
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

  /// Where a symbolic link leads, if need be through others, whether there is something or not; the
  /// path itself of anything else.
  package static func linkedPath(_ path: String) -> String {
    var path = path
    // As many as Linux follows, so that a loop has an end.
    for _ in 0..<40 {
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
      guard let target else { break }
      path = target.hasPrefix("/") ? target : self.path(of: target, beside: path)
    }
    return path
  }

  /// What is directly in a folder, in no order: names, and whether they are folders or links to one.
  ///
  /// The folder itself tells most of that: nothing is looked up for each of a million files.
  ///
  /// - Returns: nil if the folder cannot be read; `errno` says why.
  package static func entries(of folder: String) -> [(name: String, isFolder: Bool)]? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var result: [(String, Bool)] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      let isFolder =
        switch Int(entry.pointee.d_type) {
        case Int(DT_DIR): true
        case Int(DT_LNK), Int(DT_UNKNOWN): exists(path(of: name, in: folder))
        default: false
        }
      result.append((name, isFolder))
    }
    return result
  }

  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
