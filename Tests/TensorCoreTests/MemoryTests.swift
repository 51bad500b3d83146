import TensorCore
import Testing

struct MemoryTests {
  @Test(arguments: [0, 1, 63, 64, 65, 1000, 100_001])
  func tensorsAreAligned(count: Int) {
    #expect(Tensor(Shape([count])).withFloats { UInt(bitPattern: $0) } % 64 == 0)
  }

  @Test func poolReusesMemoryOfAboutTheSize() {
    let pool = BufferPool()
    let (small, smallCapacity) = pool.take(1000)
    let (large, largeCapacity) = pool.take(1200)
    pool.give(large, capacity: largeCapacity)
    pool.give(small, capacity: smallCapacity)
    // The smallest that is large enough; never one of which more than a quarter would be wasted.
    let (first, firstCapacity) = pool.take(990)
    #expect(first == small)
    let (second, secondCapacity) = pool.take(980)
    #expect(second == large)
    pool.give(second, capacity: secondCapacity)
    let (third, thirdCapacity) = pool.take(900)
    #expect(third != large)
    pool.give(first, capacity: firstCapacity)
    pool.give(third, capacity: thirdCapacity)
  }

  @Test func poolWastesAtMostAQuarter() {
    let pool = BufferPool()
    for count in [1 << 20, 99_999, 1025, 1024, 1023] + Array((1...300).reversed()) {
      let (pointer, capacity) = pool.take(count)
      #expect(capacity >= count && capacity <= max(64, count + 15) * 5 / 4)
      pool.give(pointer, capacity: capacity)
    }
  }

  @Test(arguments: [0, 10, 64])
  func writesOutsideAreFound(count: Int) {
    for offset in [-64, -1, count, count + 63] {
      let memory = MemoryCheck.allocate(count)
      memory[offset] = 0
      #expect(
        MemoryCheck.deallocate(memory, count: count)
          == "a kernel wrote float \(offset) of a buffer of \(count)")
    }
    let memory = MemoryCheck.allocate(count)
    for i in 0..<count {
      #expect(memory[i].isNaN)
      memory[i] = 1
    }
    #expect(MemoryCheck.deallocate(memory, count: count) == nil)
  }
}
