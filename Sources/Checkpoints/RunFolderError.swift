/// What can be wrong with the folder of a run.
package enum RunFolderError: Error, CustomStringConvertible, Sendable, Equatable {
  case cannotRead(String)
  case noName
  case notAFolder(String)
  case notEmpty(String)
  case noSuchRun(String, root: String)
  case notResumable(String, missing: String)
  case noSuchWeights(String, root: String)
  case noWeights(String)

  package var description: String {
    switch self {
    case .cannotRead(let path):
      "cannot read '\(path)'."
    case .noName:
      "--output is empty; name the run's folder, or leave --output out."
    case .notAFolder(let path):
      "'\(path)' is a file; a run needs a folder. Choose another --output."
    case .notEmpty(let path):
      "'\(path)' is not empty, and a run never writes over another one. Choose another --output, or "
        + "continue the run with --resume '\(path)'."
    case .noSuchRun(let run, let root):
      "there is no run '\(run)', neither as a folder nor in '\(root)'."
    case .notResumable(let path, let missing):
      "'\(path)' cannot be resumed: '\(missing)' is missing. It is not the folder of a run, or it was "
        + "stopped before its first checkpoint."
    case .noSuchWeights(let argument, let root):
      "there is no file or run '\(argument)', neither here nor in '\(root)'."
    case .noWeights(let path):
      "the folder '\(path)' has neither 'best.safetensors' nor 'last.safetensors'; its training may have "
        + "been stopped before the first checkpoint."
    }
  }
}
