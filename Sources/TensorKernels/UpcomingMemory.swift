import CPrefetch

/// What the next part of a task touches. The present part asks for it a little at a time: a thin layer
/// otherwise waits for memory as long as it computes.
package struct UpcomingMemory {
  private struct Stream {
    var next, end: Floats
    var step = 0

    init?(_ start: Floats?, count: Int) {
      guard let start, count > 0 else { return nil }
      next = start
      end = start + count
    }

    @inline(__always) mutating func request() {
      let stop = min(end, next + step)
      while next < stop {
        prefetch_line(next)
        next += 16
      }
    }
  }

  private var a, b, c, d: Stream?

  /// Nothing.
  package init() {}

  /// Rows of two widths: pixels' inputs and outputs, as far as they are there.
  package init(
    rows: Int, inputs: Floats?, _ inputChannels: Int, outputs: (Floats?, Floats?, Floats?),
    _ outputChannels: Int
  ) {
    a = Stream(inputs, count: rows * inputChannels)
    b = Stream(outputs.0, count: rows * outputChannels)
    c = Stream(outputs.1, count: rows * outputChannels)
    d = Stream(outputs.2, count: rows * outputChannels)
  }

  /// Cuts what is left into parts that `request` asks for one by one.
  mutating func spread(over parts: Int) {
    func spread(_ stream: inout Stream?) {
      guard let left = stream.map({ $0.end - $0.next }) else { return }
      stream?.step = left / parts + 1
    }
    spread(&a)
    spread(&b)
    spread(&c)
    spread(&d)
  }

  /// Asks for the next part.
  @inline(__always) mutating func request() {
    a?.request()
    b?.request()
    c?.request()
    d?.request()
  }
}
