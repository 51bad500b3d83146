import Foundation
import Synchronization

/// Ctrl-C and SIGTERM as a wish: the first asks the loop to finish its step and save, the second
/// exits at once.
///
///     Interruption.install()
///     while step < steps, !Interruption.isRequested { ... }
///     if Interruption.isRequested { save(); throw ToolInterrupted("saved ...") }
///
/// Only commands with something to save install it; the others end on the first signal.
package enum Interruption {
  private static let count = Atomic<Int>(0)
  private static let note: StaticString =
    "\ninterrupted: finishing this step and saving. Press Ctrl-C again to stop at once.\n"

  /// Whether a signal has arrived. Cheap enough for every step.
  package static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

  /// Takes over SIGINT and SIGTERM.
  package static func install() {
    // A handler must not be the first to touch a lazily made value.
    count.store(0, ordering: .relaxed)
    _ = note.utf8CodeUnitCount
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in Interruption.receive() }
    }
  }

  /// Gives SIGINT and SIGTERM back and forgets what has arrived.
  package static func uninstall() {
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    count.store(0, ordering: .relaxed)
  }

  /// Runs inside a signal handler: an atomic addition, `write` and `_exit`, and nothing else.
  private static func receive() {
    guard count.wrappingAdd(1, ordering: .relaxed).oldValue == 0 else {
      _exit(ExitStatus.interrupted.rawValue)
    }
    let failure = errno
    _ = write(STDERR_FILENO, note.utf8Start, note.utf8CodeUnitCount)
    errno = failure
  }
}
