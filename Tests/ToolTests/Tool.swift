import Foundation
import Testing

/// A program of this package, run as people run it.
struct Tool {
  /// What a program printed and how it ended.
  struct Result {
    let output: String
    let errorOutput: String
    /// 128 and the signal's number if it ended by a signal, as shells count.
    let exitCode: Int32

    /// Each line of the output, an empty last one left out.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
    /// Each line of the standard error.
    var errorLines: [String] { errorOutput.split(separator: "\n").map(String.init) }
  }

  /// `wrn-detect` or `wrn-train`, built beside the tests.
  let name: String

  /// Where the build puts programs: the tests' own bundle lies there as well.
  private static let folder: URL = {
    let bundle = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
    let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return (bundle ?? own).deletingLastPathComponent()
  }()

  /// Seconds until a program that hangs is killed.
  private static let timeLimit = 120.0

  /// Runs the program until it ends.
  ///
  /// - Parameters:
  ///   - folder: Its working directory.
  ///   - environment: Added to this process's, less what changes how texts are laid out.
  ///   - started: Called when it runs; it may send a signal.
  func run(
    _ arguments: String..., in folder: String, environment: [String: String] = [:],
    started: (Process) throws -> Void = { _ in }
  ) throws -> Result {
    try run(arguments, in: folder, environment: environment, started: started)
  }

  /// As above, with a list of arguments.
  ///
  /// - Parameter prepare: Called before it runs; it may give it another input or output.
  func run(
    _ arguments: [String], in folder: String, environment: [String: String] = [:],
    started: (Process) throws -> Void = { _ in }, prepare: (Process) throws -> Void = { _ in }
  ) throws -> Result {
    let program = Self.folder.appendingPathComponent(name)
    try #require(
      FileManager.default.isExecutableFile(atPath: program.path), "'\(program.path)' is not built")
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment
      .filter { !["COLUMNS", "NO_COLOR", "TERM"].contains($0.key) }
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files, unlike pipes, take any amount of text without anyone reading it.
    let streams = try [Stream(), Stream()]
    process.standardOutput = streams[0].handle
    process.standardError = streams[1].handle
    try prepare(process)
    try Self.withSignals { try process.run() }
    let watchdog = DispatchWorkItem { [id = process.processIdentifier] in kill(id, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.timeLimit, execute: watchdog)
    defer { watchdog.cancel() }
    do {
      try started(process)
    } catch {
      process.terminate()
      throw error
    }
    process.waitUntilExit()
    let ended = process.terminationReason == .exit ? 0 : Int32(128)
    return Result(
      output: try streams[0].text(), errorOutput: try streams[1].text(),
      exitCode: ended + process.terminationStatus)
  }

  /// Threads of tests block signals, and a process started from one would never hear of Ctrl-C.
  private static func withSignals(_ start: () throws -> Void) rethrows {
    var (none, previous) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &previous)
    defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
    try start()
  }

  /// A temporary file that takes what a program prints.
  private final class Stream {
    let handle: FileHandle
    private let path: String

    init() throws {
      path = NSTemporaryDirectory() + "tool-tests-\(UUID().uuidString)"
      try Data().write(to: URL(fileURLWithPath: path))
      handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    }

    func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    deinit {
      try? handle.close()
      try? FileManager.default.removeItem(atPath: path)
    }
  }
}
