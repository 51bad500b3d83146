import Testing
import ToolSupport

@Suite struct ProgressLineTests {
  /// A clock that is set and a screen that is read.
  private final class Desk {
    let start = ContinuousClock().now
    var seconds = 0.0
    var written: [String] = []

    func line(_ terminal: Terminal) -> ProgressLine {
      ProgressLine(
        terminal: terminal, now: { self.start + .seconds(self.seconds) },
        write: { self.written.append($0) })
    }
  }

  private func snapshot(_ step: Int) -> ProgressSnapshot {
    ProgressSnapshot(label: "epoch 1/1", step: step, total: 9)
  }

  private func terminal(_ environment: [String: String], columns: Int = 80) -> Terminal {
    Terminal(isTerminal: true, environment: environment, columns: { columns })
  }

  @Test func aTerminalIsRedrawn() {
    let desk = Desk()
    let line = desk.line(terminal(["TERM": "xterm", "NO_COLOR": "1"]))
    line.update(snapshot(1))
    desk.seconds = 0.05
    line.update(snapshot(2))
    desk.seconds = 0.15
    line.update(snapshot(3))
    line.note("a note")
    line.finish("done")
    line.finish()
    #expect(
      desk.written == [
        "\repoch 1/1  1/9\u{1B}[K", "\repoch 1/1  3/9\u{1B}[K",
        "\r\u{1B}[K", "a note\n", "\repoch 1/1  3/9\u{1B}[K",
        "\r\u{1B}[K", "done\n",
      ])
  }

  @Test func theLabelIsBoldWhereColourIsWanted() {
    let desk = Desk()
    desk.line(terminal(["TERM": "xterm"])).update(snapshot(1))
    desk.line(terminal(["TERM": "xterm"], columns: 6)).update(snapshot(1))
    #expect(
      desk.written == [
        "\r\u{1B}[1mepoch 1/1\u{1B}[0m  1/9\u{1B}[K", "\r\u{1B}[1m\u{1B}[0mepoch\u{1B}[K",
      ])
  }

  @Test func aFileGetsALineEveryHalfMinute() {
    let desk = Desk()
    let line = desk.line(Terminal(isTerminal: false, environment: ["TERM": "xterm"]))
    for step in 0..<100 {
      desk.seconds = Double(step)
      line.update(snapshot(step))
    }
    line.note("a note")
    line.finish("done")
    #expect(
      desk.written == [
        "epoch 1/1  30/9\n", "epoch 1/1  60/9\n", "epoch 1/1  90/9\n", "a note\n", "done\n",
      ])
  }

  @Test(arguments: [
    (true, ["TERM": "xterm"], true, true), (true, ["TERM": "xterm", "NO_COLOR": "1"], true, false),
    (true, ["TERM": "xterm", "NO_COLOR": ""], true, true), (true, ["TERM": "dumb"], false, false),
    (true, [:], false, false), (false, ["TERM": "xterm"], false, false),
  ])
  func terminals(isTerminal: Bool, environment: [String: String], redraws: Bool, colour: Bool) {
    let terminal = Terminal(isTerminal: isTerminal, environment: environment)
    #expect(terminal.canRedraw == redraws)
    #expect(terminal.usesColor == colour)
  }
}
