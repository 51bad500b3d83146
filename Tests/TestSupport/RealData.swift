import Foundation

/// Public data sets that some tests use if they are there: in the folder that `WRN_DATA` names, or
/// in `../shared/data` beside the package.
package enum RealData {
  package static let folder: String = {
    if let path = ProcessInfo.processInfo.environment["WRN_DATA"] { return path }
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return package.deletingLastPathComponent().appendingPathComponent("shared/data").path
  }()

  package static func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(name)")
  }
}
