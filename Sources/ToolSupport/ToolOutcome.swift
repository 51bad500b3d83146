import ArgumentParser
import Foundation

/// How a program ends after an error: what it prints, where, and its exit code.
///
/// | error | prints | exit code |
/// | --- | --- | --- |
/// | `--help`, `--version`, `CleanExit` | the text, to stdout | 0 |
/// | wrong usage | `error: ...` and the usage, to stderr | 64 |
/// | `ToolInterrupted` | its note, to stderr | 130 |
/// | `OutputClosed` | nothing | 0 |
/// | `ExitCode` | nothing | its own |
/// | any other | `error: <sentence>`, to stderr | 1 |
package struct ToolOutcome: Equatable, Sendable {
  package var output = ""
  package var errorOutput = ""
  package var exitCode: Int32

  /// - Parameter command: The root command, whose name stands in the usage.
  package init(of error: any Error, in command: any ParsableCommand.Type) {
    switch error {
    case is OutputClosed:
      exitCode = ExitStatus.done.rawValue
    case let interrupted as ToolInterrupted:
      exitCode = ExitStatus.interrupted.rawValue
      errorOutput = interrupted.description
    case let code as ExitCode:
      exitCode = code.rawValue
    default:
      exitCode = command.exitCode(for: error).rawValue
      switch exitCode {
      case ExitStatus.done.rawValue: output = command.fullMessage(for: error)
      case ExitStatus.usage.rawValue: errorOutput = Self.usage(command.fullMessage(for: error))
      default: errorOutput = "error: \(Self.sentence(for: error))"
      }
    }
  }

  /// ArgumentParser's "Error: Unknown option ..." in this package's spelling.
  private static func usage(_ message: String) -> String {
    let prefix = "Error: "
    guard message.hasPrefix(prefix) else { return message }
    let text = message.dropFirst(prefix.count)
    // A word loses its capital, an abbreviation does not.
    let second = text.dropFirst().first
    let first = text.prefix(1)
    let start = second?.isLowercase == true ? first.lowercased() : String(first)
    return "error: " + start + text.dropFirst()
  }

  private static func sentence(for error: any Error) -> String {
    // Foundation's errors describe themselves as domains and codes.
    error is CocoaError || error is POSIXError ? error.localizedDescription : "\(error)"
  }
}
