import CommonSupport
import Foundation

/// The folder of one training run.
///
///     runs/cifar10-3/
///       config.yaml         the resolved configuration
///       log.jsonl           one line of JSON per epoch
///       last.safetensors    weights after the newest epoch
///       best.safetensors    weights of the best epoch so far
///       state.safetensors   all that resuming needs: weights, momentum, counters
///       curves.png          loss and scores over the epochs
///       report.html         what the best weights get right and wrong, of a classifier
///       events.out.tfevents.*   the curves for TensorBoard
///
/// A run never writes into the folder of another one: `create` makes a new folder, and only
/// resuming opens an existing one.
package struct RunFolder: Sendable, Equatable {
  /// Where runs are made and looked for.
  package static let root = "runs"

  /// Which weights of a run are wanted.
  package enum Weights: String, Sendable {
    case last, best
  }

  package let path: String

  package var configurationFile: String { file("config.yaml") }
  package var logFile: String { file("log.jsonl") }
  package var stateFile: String { file("state.safetensors") }

  /// The path of the weights, whether they exist or not.
  package func weightsFile(_ weights: Weights) -> String {
    file("\(weights.rawValue).safetensors")
  }

  private func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Makes the folder of a new run: `root/<name>-<n>` with the number after the highest there is,
  /// or `output` as it is.
  ///
  /// - Throws: `RunFolderError` if `output` is empty or exists and is not an empty folder,
  ///   `PlaceError` if the folder cannot be made.
  package static func create(
    name: String, in root: String = Self.root, output: String? = nil
  ) throws -> RunFolder {
    if let output { return try create(at: output) }
    try Folder.make(root)
    var number = (numbers(of: name, in: root).max() ?? 0) + 1
    while true {
      let path = "\(root)/\(name)-\(number)"
      if mkdir(path, 0o777) == 0 { return RunFolder(path: path) }
      // Another run, started at the same moment, was faster.
      guard errno == EEXIST else { throw PlaceError(makingFolder: path, errno) }
      number += 1
    }
  }

  /// Opens the folder of a run that is to be resumed.
  ///
  /// - Parameter run: A path, or the name of a folder in `root`.
  /// - Throws: `RunFolderError` if there is no such run, or nothing in it to resume from.
  package static func open(_ run: String, in root: String = Self.root) throws -> RunFolder {
    guard let path = existing(run, in: root), Folder.exists(path) else {
      throw RunFolderError.noSuchRun(run, root: root)
    }
    let folder = RunFolder(path: path)
    for file in [folder.configurationFile, folder.stateFile]
    where !FileManager.default.fileExists(atPath: file) {
      throw RunFolderError.notResumable(path, missing: file)
    }
    AtomicFile.removeRemains(in: path)
    return folder
  }

  /// Saves the resolved configuration.
  package func writeConfiguration(_ text: String) throws {
    try AtomicFile.write(text, to: configurationFile)
  }

  /// Reads the configuration the run was started with.
  package func readConfiguration() throws -> String {
    do {
      return try String(contentsOfFile: configurationFile, encoding: .utf8)
    } catch {
      throw RunFolderError.cannotRead(configurationFile)
    }
  }

  private static func create(at path: String) throws -> RunFolder {
    guard !path.isEmpty else { throw RunFolderError.noName }
    let manager = FileManager.default
    if manager.fileExists(atPath: path) {
      guard Folder.exists(path) else { throw RunFolderError.notAFolder(path) }
      guard let content = try? manager.contentsOfDirectory(atPath: path) else {
        throw RunFolderError.cannotRead(path)
      }
      guard content.isEmpty else { throw RunFolderError.notEmpty(path) }
    } else {
      try Folder.make(path)
    }
    return RunFolder(path: path)
  }

  private static func numbers(of name: String, in root: String) -> [Int] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return entries.compactMap { entry in
      guard entry.hasPrefix("\(name)-") else { return nil }
      return entry.dropFirst(name.count + 1).countableNumber
    }
  }
}
