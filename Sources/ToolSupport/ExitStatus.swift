/// The exit codes of all programs of this package.
package enum ExitStatus: Int32, Sendable {
  case done = 0
  case failed = 1
  /// Wrong usage: an unknown flag, a missing argument, a value out of range (`EX_USAGE`).
  case usage = 64
  /// Stopped by Ctrl-C or SIGTERM (128 + SIGINT, as shells count).
  case interrupted = 130
}
