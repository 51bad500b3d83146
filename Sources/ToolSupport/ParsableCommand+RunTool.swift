import ArgumentParser
import Foundation

extension ParsableCommand {
  /// Runs the program: checks the CPU, parses, runs, and ends with the exit code and the text that
  /// `ToolOutcome` describes. Called on the root command, in place of `main()`.
  ///
  /// - Parameter arguments: Those of the command line when `nil`.
  package static func runTool(_ arguments: [String]? = nil) -> Never {
    // A closed pipe is then an error of the write, and the program decides what to do.
    signal(SIGPIPE, SIG_IGN)
    FreedMemory.keep()
    do {
      try CPUCheck.run()
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch {
      let outcome = ToolOutcome(of: error, in: Self.self)
      if !outcome.output.isEmpty { try? StandardOutput.print(outcome.output) }
      if !outcome.errorOutput.isEmpty { StandardError.print(outcome.errorOutput) }
      Foundation.exit(outcome.exitCode)
    }
    Foundation.exit(ExitStatus.done.rawValue)
  }
}
