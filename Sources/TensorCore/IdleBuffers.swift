/// Memory that nobody uses.
///
/// `@unchecked Sendable`: whoever holds the value is the only one who knows the pointer.
struct IdleBuffer: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  /// In floats.
  let capacity: Int
}

/// The idle buffers of a pool, smallest first.
struct IdleBuffers: Sendable {
  private var buffers: [IdleBuffer] = []
  private var total = 0
  private var generator = RandomGenerator(seed: 0)

  /// Removes and returns the smallest buffer whose capacity lies in `least...most`.
  mutating func take(atLeast least: Int, atMost most: Int) -> IdleBuffer? {
    let index = firstIndex(atLeast: least)
    guard index < buffers.count, buffers[index].capacity <= most else { return nil }
    total -= buffers[index].capacity
    return buffers.remove(at: index)
  }

  mutating func insert(_ buffer: IdleBuffer) {
    buffers.insert(buffer, at: firstIndex(atLeast: buffer.capacity))
    total += buffer.capacity
  }

  /// Frees buffers until at most `count` floats are left. It frees any: training asks for the same
  /// sizes again and again, and what was not used for longest is then what is needed next.
  mutating func trim(to count: Int) {
    while total > count, !buffers.isEmpty {
      let buffer = buffers.remove(at: generator.integer(below: buffers.count))
      total -= buffer.capacity
      buffer.pointer.deallocate()
    }
  }

  private func firstIndex(atLeast capacity: Int) -> Int {
    var range = 0..<buffers.count
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      range =
        buffers[middle].capacity < capacity
        ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }
}
