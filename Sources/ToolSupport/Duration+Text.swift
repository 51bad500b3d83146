extension Duration {
  /// The time as people say it, in two units at most: `0.25 s`, `3.2 s`, `42 s`, `4 min 12 s`, `1 h
  /// 03 min`, `2 d 04 h`. A negative duration reads as none.
  package var text: String {
    let seconds = max(0, inSeconds)
    if seconds < 0.995 { return "\(NumberText.fixed(seconds, decimals: 2)) s" }
    if seconds < 9.95 { return "\(NumberText.fixed(seconds, decimals: 1)) s" }
    let whole = components.seconds + (inSeconds - Double(components.seconds) < 0.5 ? 0 : 1)
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
    let minutes = (whole + 30) / 60
    if minutes < 24 * 60 { return "\(minutes / 60) h \(twoDigits(minutes % 60)) min" }
    let hours = (minutes + 30) / 60
    return "\(hours / 24) d \(twoDigits(hours % 24)) h"
  }

  /// The whole duration in seconds.
  package var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }

  private func twoDigits(_ value: Int64) -> String {
    value < 10 ? "0\(value)" : "\(value)"
  }
}
