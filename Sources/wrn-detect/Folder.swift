import Foundation
import ToolSupport

/// Folders that commands write to.
enum Folder {
  /// Makes a folder and those above it, unless it is there.
  /// - Throws: `ToolError` with the reason.
  static func make(_ path: String) throws {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made.hasSuffix("/") ? part : "/\(part)"
      guard mkdir(made, 0o777) != 0 else { continue }
      let code = errno
      if exists(made) { continue }
      let isTaken = FileManager.default.fileExists(atPath: made)
      let reason = isTaken ? "a file has that name" : String(cString: strerror(code)).lowercased()
      throw ToolError("cannot make the folder '\(made)': \(reason).")
    }
  }

  static func exists(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// - Throws: `ToolError` if the folder that a file is to be written to is not there.
  static func check(for file: String) throws {
    let folder = (file as NSString).deletingLastPathComponent
    if folder.isEmpty || exists(folder) { return }
    throw ToolError("cannot write '\(file)': there is no folder '\(folder)'.")
  }
}
