/// One line on the standard error that is redrawn in place on a terminal; elsewhere a plain line
/// every 30 seconds.
///
/// Used from one thread.
package final class ProgressLine {
  /// Between two drawings on a terminal: faster than the eye reads costs time only.
  package static let redrawInterval = Duration.milliseconds(100)
  /// Between two lines in a file or a pipe.
  package static let plainInterval = Duration.seconds(30)

  private let terminal: Terminal
  private let now: () -> ContinuousClock.Instant
  private let write: (String) -> Void
  private var latest: ContinuousClock.Instant?
  private var drawn: ProgressSnapshot?

  package init(
    terminal: Terminal = .standardError,
    now: @escaping () -> ContinuousClock.Instant = { ContinuousClock().now },
    write: @escaping (String) -> Void = StandardError.write
  ) {
    self.terminal = terminal
    self.now = now
    self.write = write
    // A plain line comes after the first interval, a drawn one at once.
    latest = terminal.canRedraw ? nil : now()
  }

  /// Shows the snapshot if it is time for it; otherwise costs one look at the clock.
  package func update(_ snapshot: @autoclosure () -> ProgressSnapshot) {
    let interval = terminal.canRedraw ? Self.redrawInterval : Self.plainInterval
    let instant = now()
    if let latest, instant - latest < interval { return }
    latest = instant
    let snapshot = snapshot()
    if terminal.canRedraw {
      draw(snapshot)
    } else {
      write(snapshot.text() + "\n")
    }
  }

  /// Prints a line of its own above the drawn one, which stays.
  package func note(_ line: String) {
    let current = drawn
    clear()
    write(line + "\n")
    if let current { draw(current) }
  }

  /// Ends the work: removes the drawn line and prints `line`, if any, in its place.
  package func finish(_ line: String? = nil) {
    clear()
    if let line { write(line + "\n") }
    latest = terminal.canRedraw ? nil : now()
  }

  private func clear() {
    guard drawn != nil else { return }
    drawn = nil
    write("\r\u{1B}[K")
  }

  private func draw(_ snapshot: ProgressSnapshot) {
    // Terminals wrap when the last column is filled.
    let text = snapshot.text(columns: terminal.columns() - 1)
    let rest = text.hasPrefix(snapshot.label) ? text.dropFirst(snapshot.label.count) : text[...]
    let label = text.prefix(text.count - rest.count)
    write("\r" + terminal.emphasised(String(label)) + rest + "\u{1B}[K")
    drawn = snapshot
  }
}
