import Foundation

/// What a line for people may do where it is going.
package struct Terminal: Sendable {
  /// Whether a line can be drawn over; false for files, pipes and `TERM=dumb`.
  package let canRedraw: Bool
  /// Whether colour and weight are wanted; false where `NO_COLOR` is set (no-color.org).
  package let usesColor: Bool
  /// The width in characters, asked anew each time, since windows are resized.
  package let columns: @Sendable () -> Int

  /// - Parameters:
  ///   - isTerminal: What `isatty` says.
  ///   - environment: `TERM` and `NO_COLOR` are looked at.
  ///   - columns: The width in characters.
  package init(
    isTerminal: Bool, environment: [String: String],
    columns: @escaping @Sendable () -> Int = { 80 }
  ) {
    let term = environment["TERM"] ?? ""
    canRedraw = isTerminal && term != "dumb" && !term.isEmpty
    usesColor = canRedraw && environment["NO_COLOR"].map(\.isEmpty) ?? true
    self.columns = columns
  }

  /// The terminal, or what stands for it, behind the standard error.
  package static var standardError: Terminal {
    Terminal(
      isTerminal: isatty(STDERR_FILENO) == 1, environment: ProcessInfo.processInfo.environment,
      columns: { width(of: STDERR_FILENO) })
  }

  /// `text` in bold, where that is wanted.
  package func emphasised(_ text: String) -> String {
    usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }

  private static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    let answered = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
    return answered && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}
