import Foundation

/// How long repeated steps took, and how busy they kept the processors.
package struct StepMeasurement: Sendable {
  /// Of each step, in the order they ran.
  package let seconds: [Double]
  /// What all threads of the process spent computing.
  package let processorSeconds: Double

  package init(steps: Int, _ step: () throws -> Void) rethrows {
    let start = Self.processorTime
    let clock = ContinuousClock()
    seconds = try (0..<steps).map { _ in try clock.measure(step).inSeconds }
    processorSeconds = Self.processorTime - start
  }

  /// The middle one, or the mean of the two in the middle.
  package var median: Double {
    let sorted = seconds.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// The share of `threads` processors that was used, 0...1.
  package func utilization(threads: Int) -> Double {
    processorSeconds / (seconds.reduce(0, +) * Double(threads))
  }

  /// The most memory that the process has held so far; 0 where the system does not say.
  ///
  /// From `/proc`: `getrusage` would begin with what the program that started this one held.
  package static var peakResidentBytes: Int {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
    return (kilobytes.flatMap { Int($0) } ?? 0) * 1024
  }

  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
