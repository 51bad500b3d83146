import Foundation

/// Whether this CPU has the instructions the package is compiled for.
///
/// On x86-64 that is x86-64-v3 with AVX2 and FMA, unless the build chose otherwise by `WRN_MARCH`,
/// when the manifest defines `WRN_MARCH_SET` and nothing is checked. On arm64 every CPU has what it
/// takes.
package enum CPUCheck {
  /// - Throws: `ToolError` that names what is missing.
  package static func run() throws {
    #if arch(x86_64) && os(Linux) && !WRN_MARCH_SET
      // The compiler may use the very instructions in question in the check itself.
      let previous = signal(SIGILL) { _ in
        _ = writeAll("error: \(CPUCheck.unsupported)\n", to: STDERR_FILENO)
        _exit(ExitStatus.failed.rawValue)
      }
      defer { signal(SIGILL, previous) }
      guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return }
      if let problem = problem(inCPUInfo: text) { throw ToolError(problem) }
    #endif
  }

  /// - Parameter text: The content of `/proc/cpuinfo` on x86-64.
  /// - Returns: A sentence about what is missing, or `nil`, also when the text lists no flags.
  package static func problem(inCPUInfo text: String) -> String? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("flags") }
    guard let line, let colon = line.firstIndex(of: ":") else { return nil }
    let flags = Set(line[colon...].dropFirst().split(separator: " "))
    let missing = [("avx2", "AVX2"), ("fma", "FMA")].filter { !flags.contains($0.0[...]) }
    if missing.isEmpty { return nil }
    let names = missing.map(\.1).joined(separator: " and ")
    return "this CPU has no \(names), which this program was built to use. \(remedy)"
  }

  private static let remedy =
    "Build it for this CPU: WRN_MARCH=native swift build -c release (it will be slow)."

  private static let unsupported =
    "this CPU lacks instructions of x86-64-v3, which this program was built to use. \(remedy)"
}
