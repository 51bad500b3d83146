import CommonSupport
import Foundation

extension RunFolder {
  /// The weights that `RUN|FILE` on a command line means.
  ///
  /// - Parameters:
  ///   - argument: A `.safetensors` file, the folder of a run, or the name of a run in `root`.
  ///   - preferred: Which weights to take from a run that has both.
  /// - Returns: The path of an existing file.
  /// - Throws: `RunFolderError` if there is no such file or run, or the run has no weights yet.
  package static func weights(
    at argument: String, preferring preferred: Weights = .best, in root: String = Self.root
  ) throws -> String {
    guard let path = existing(argument, in: root) else {
      throw RunFolderError.noSuchWeights(argument, root: root)
    }
    return try Folder.exists(path) ? RunFolder(path: path).weights(preferring: preferred) : path
  }

  /// The weights of this run.
  ///
  /// - Parameter preferred: Which to take if it has both.
  /// - Returns: The path of an existing file.
  /// - Throws: `RunFolderError` if it has no weights yet.
  package func weights(preferring preferred: Weights = .best) throws -> String {
    let order: [Weights] = preferred == .best ? [.best, .last] : [.last, .best]
    let files = order.map(weightsFile)
    guard let file = files.first(where: FileManager.default.fileExists(atPath:)) else {
      throw RunFolderError.noWeights(path)
    }
    return file
  }

  /// The run whose folder holds `file`, if it is one: `wrn-train eval FILE` then knows the
  /// configuration.
  package static func containing(_ file: String) -> RunFolder? {
    let run = RunFolder(path: Folder.parent(of: file))
    return FileManager.default.fileExists(atPath: run.configurationFile) ? run : nil
  }

  /// `argument` as a path, or else as the name of a run in `root`; `nil` if there is neither.
  static func existing(_ argument: String, in root: String) -> String? {
    guard !argument.isEmpty else { return nil }
    var trimmed = argument
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    let candidates = trimmed.contains("/") ? [trimmed] : [trimmed, "\(root)/\(trimmed)"]
    return candidates.first(where: FileManager.default.fileExists(atPath:))
  }
}
