import CommonSupport
import Foundation

extension RunFolder {
  package var curvesFile: String { "\(path)/curves.png" }
  package var reportFile: String { "\(path)/report.html" }

  /// All that is in the folder but the report, which can be made again.
  package var files: [String] {
    (Folder.entries(of: path) ?? []).map { Folder.path(of: $0.name, in: path) }
      .filter { $0 != reportFile }
  }

  /// The folder's own name, which people call the run by.
  package var name: String { (path as NSString).lastPathComponent }

  /// A run that is only looked at: it need not have weights yet.
  ///
  /// - Parameter run: A path, or the name of a folder in `root`.
  /// - Throws: `RunFolderError` if there is no such folder; `CheckpointError` if it is no run's.
  package static func find(_ run: String, in root: String = Self.root) throws -> RunFolder {
    guard let path = existing(run, in: root), Folder.exists(path) else {
      throw RunFolderError.noSuchRun(run, root: root)
    }
    let folder = RunFolder(path: path)
    guard FileManager.default.fileExists(atPath: folder.configurationFile) else {
      throw CheckpointError("'\(path)' is not the folder of a run: it has no 'config.yaml'.")
    }
    return folder
  }

  /// The lines of the log that were written whole; none if there is no log yet.
  ///
  /// - Throws: `RunFolderError` if it cannot be read.
  package func readLog() throws -> [Data] {
    guard FileManager.default.fileExists(atPath: logFile) else { return [] }
    guard let data = FileManager.default.contents(atPath: logFile) else {
      throw RunFolderError.cannotRead(logFile)
    }
    let newline = UInt8(ascii: "\n")
    // A last line without its end was torn by a crash, or is being written.
    guard let end = data.lastIndex(of: newline) else { return [] }
    return data[..<end].split(separator: newline).map { Data($0) }
  }
}
