import ArgumentParser
import Foundation
import Testing
import ToolSupport

@Suite struct ToolOutcomeTests {
  struct Tool: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "tool", version: "1.2.3", subcommands: [Train.self])
  }

  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Train a network.")
    @Option(help: "Number of epochs.") var epochs = 1
    @Argument(help: "The data.") var data: String

    func validate() throws {
      guard epochs > 0 else { throw ValidationError("--epochs must be positive, got \(epochs).") }
    }
  }

  private func outcome(_ arguments: String...) throws -> ToolOutcome {
    let error = #expect(throws: (any Error).self) {
      var command = try Tool.parseAsRoot(arguments)
      try command.run()
    }
    return ToolOutcome(of: try #require(error), in: Tool.self)
  }

  private func text(_ error: any Error) -> ToolOutcome { ToolOutcome(of: error, in: Tool.self) }

  @Test func wrongUsage() throws {
    let unknown = try outcome("train", "data", "--epoch", "3")
    #expect(unknown.exitCode == 64)
    #expect(unknown.output.isEmpty)
    let lines = unknown.errorOutput.split(separator: "\n")
    #expect(lines.first == "error: unknown option '--epoch'. Did you mean '--epochs'?")
    #expect(lines.dropFirst().first == "Usage: tool train [--epochs <epochs>] <data>")

    let missing = try outcome("train")
    #expect(missing.exitCode == 64)
    #expect(missing.errorOutput.hasPrefix("error: missing expected argument '<data>'\n"))

    let invalid = try outcome("train", "data", "--epochs", "0")
    #expect(invalid.exitCode == 64)
    #expect(invalid.errorOutput.hasPrefix("error: --epochs must be positive, got 0.\n"))
  }

  @Test func helpAndVersionAreResults() throws {
    let help = try outcome("train", "--help")
    #expect(help.exitCode == 0)
    #expect(help.output.hasPrefix("OVERVIEW: Train a network."))
    #expect(help.errorOutput.isEmpty)
    #expect(try outcome("--version").output == "1.2.3")
  }

  @Test func wrongData() {
    let outcome = text(ToolError("'a.json' is empty."))
    #expect(outcome.errorOutput == "error: 'a.json' is empty.")
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.isEmpty)
  }

  @Test func foundationErrorsAreSentences() {
    let error = #expect(throws: (any Error).self) {
      try String(contentsOfFile: "/no/such/file", encoding: .utf8)
    }
    let outcome = text(error ?? ToolError(""))
    #expect(!outcome.errorOutput.contains("Domain"))
    #expect(outcome.exitCode == 1)
  }

  @Test func quietEnds() {
    #expect(text(OutputClosed()).exitCode == 0)
    #expect(text(OutputClosed()).errorOutput.isEmpty)
    #expect(text(ExitCode(3)).exitCode == 3)
    #expect(text(ExitCode(3)).errorOutput.isEmpty)
    #expect(text(ToolInterrupted("saved 'runs/x-1'.")).exitCode == 130)
    #expect(text(ToolInterrupted("saved 'runs/x-1'.")).errorOutput == "saved 'runs/x-1'.")
  }
}
