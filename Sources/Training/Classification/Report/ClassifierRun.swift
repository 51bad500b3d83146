import Checkpoints
import CommonSupport
import Foundation

/// A run as its folder tells of it, finished or not.
package struct ClassifierRun: Sendable {
  package let folder: RunFolder
  package let recipe: ClassifierRecipe
  /// In their order, each once.
  package let epochs: [LoggedEpoch]

  private struct Line: Decodable {
    let type: String
  }

  /// - Throws: `RunFolderError`, `CheckpointError` or ``TrainingError`` if it is no run of a
  ///   classifier or its files cannot be read.
  package init(_ folder: RunFolder) throws {
    self.folder = folder
    recipe = try ClassifierRecipe(
      yaml: try folder.readConfiguration(), path: folder.configurationFile)
    let decoder = JSONDecoder()
    var epochs: [Int: LoggedEpoch] = [:]
    for (index, line) in try folder.readLog().enumerated() {
      do {
        guard try decoder.decode(Line.self, from: line).type == "epoch" else { continue }
        let epoch = try decoder.decode(LoggedEpoch.self, from: line)
        epochs[epoch.epoch] = epoch
      } catch {
        throw TrainingError(
          "line \(index + 1) of '\(folder.logFile)' is not the JSON of an epoch; the file may be"
            + " damaged.")
      }
    }
    self.epochs = epochs.values.sorted { $0.epoch < $1.epoch }
  }

  /// An evaluation's percentage of wrong pictures, and its epoch.
  package struct Evaluation: Sendable, Hashable {
    package let error: Double
    package let epoch: Int
    package let loss: Double?
  }

  /// The evaluations that gave a number.
  private var evaluations: [Evaluation] {
    epochs.compactMap { epoch in
      guard let error = epoch.error, error.isFinite else { return nil }
      return Evaluation(error: error, epoch: epoch.epoch, loss: epoch.loss)
    }
  }

  package var last: Evaluation? { evaluations.last }
  /// The first of the lowest errors: its weights are the `best` ones.
  package var best: Evaluation? { evaluations.min { $0.error < $1.error } }

  package var epochsDone: Int { epochs.last?.epoch ?? 0 }
  /// Whether nothing is left to do: all epochs are done, or its patience ended it.
  package var isComplete: Bool { epochsDone >= recipe.epochs || endedEarly }
  package var endedEarly: Bool {
    guard recipe.patience > 0, epochsDone < recipe.epochs, let best, let last else { return false }
    return last.epoch - best.epoch >= recipe.patience
  }

  /// Of training, evaluation excluded.
  package var seconds: Double { epochs.reduce(0) { $0 + ($1.seconds ?? 0) } }

  /// Of training, over the whole run.
  package var imagesPerSecond: Double? {
    var (images, seconds) = (0.0, 0.0)
    for epoch in epochs {
      guard let time = epoch.seconds, let rate = epoch.imagesPerSecond else { continue }
      images += time * rate
      seconds += time
    }
    return seconds > 0 ? images / seconds : nil
  }

  /// The number of weights, as papers count them.
  package var weightCount: Int? { try? recipe.network.weightCount() }

  /// The command that goes on with it.
  package var resumeCommand: String {
    "wrn-train \(recipe.dataset.rawValue) --resume \(folder.path.shellQuoted)"
  }
}
