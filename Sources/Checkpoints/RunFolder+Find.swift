import Foundation

extension RunFolder {
  /// The run in `root` whose `last` weights are the newest, or `nil` if no run has any.
  package static func newest(in root: String = Self.root) -> RunFolder? {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    // Names decide between equal times, so that the answer does not depend on the file system's
    // order.
    let runs = entries.sorted().compactMap { entry -> (run: RunFolder, date: Date)? in
      let run = RunFolder(path: "\(root)/\(entry)")
      let file = run.weightsFile(.last)
      let attributes = try? FileManager.default.attributesOfItem(atPath: file)
      return (attributes?[.modificationDate] as? Date).map { (run, $0) }
    }
    return runs.max { $0.date < $1.date }?.run
  }

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
    guard isFolder(path) else { return path }
    let run = RunFolder(path: path)
    let order: [Weights] = preferred == .best ? [.best, .last] : [.last, .best]
    let files = order.map(run.weightsFile)
    guard let file = files.first(where: FileManager.default.fileExists(atPath:)) else {
      throw RunFolderError.noWeights(path)
    }
    return file
  }

  /// The run whose folder holds `file`, if it is one: `wrn-train eval FILE` then knows the
  /// configuration.
  package static func containing(_ file: String) -> RunFolder? {
    let folder = (file as NSString).deletingLastPathComponent
    let run = RunFolder(path: folder.isEmpty ? "." : folder)
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

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
