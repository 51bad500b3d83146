import Foundation

/// A file that could not be written: a full disk, no permission, a missing folder.
package struct FileWriteError: Error, CustomStringConvertible, Sendable, Equatable {
  package let path: String
  /// The `errno` of the failure.
  package let code: Int32

  package init(path: String, code: Int32) {
    self.path = path
    self.code = code
  }

  package var description: String {
    switch code {
    case ENOSPC, EDQUOT: "the disk is full: '\(path)' could not be written. Free some space."
    case EACCES, EPERM: "no permission to write '\(path)'."
    case EROFS: "'\(path)' lies on a read-only disk and cannot be written."
    case ENOENT: "cannot write '\(path)': its folder does not exist."
    case ENAMETOOLONG: "cannot write '\(path)': its name is too long."
    case EISDIR: "cannot write '\(path)': it is a folder."
    default: "cannot write '\(path)': \(String(cString: strerror(code)))."
    }
  }
}
