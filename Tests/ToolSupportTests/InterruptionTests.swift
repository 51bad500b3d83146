import Foundation
import Testing
import ToolSupport

@Suite struct InterruptionTests {
  @Test func theFirstSignalIsAWish() async {
    // In a process of its own: signals belong to all of it.
    await #expect(processExitsWith: .exitCode(7)) {
      unblockSignals()
      Interruption.install()
      let before = Interruption.isRequested
      raise(SIGTERM)
      exit(!before && Interruption.isRequested ? 7 : 8)
    }
  }

  @Test func theSecondEndsTheProgram() async {
    await #expect(processExitsWith: .exitCode(130)) {
      unblockSignals()
      Interruption.install()
      raise(SIGINT)
      raise(SIGINT)
    }
  }

  @Test func signalsCanBeGivenBack() async {
    await #expect(processExitsWith: .signal(SIGINT)) {
      unblockSignals()
      Interruption.install()
      raise(SIGTERM)
      Interruption.uninstall()
      if !Interruption.isRequested { raise(SIGINT) }
    }
  }
}

/// Tests run on threads that leave signals to the main thread.
private func unblockSignals() {
  var signals = sigset_t()
  sigfillset(&signals)
  pthread_sigmask(SIG_UNBLOCK, &signals, nil)
}
