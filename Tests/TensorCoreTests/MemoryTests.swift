import TensorCore
import Testing

struct MemoryTests {
  @Test(arguments: [0, 1, 63, 64, 65, 1000, 100_001])
  func tensorsAreAligned(count: Int) {
    #expect(Tensor(Shape([count])).withFloats { UInt(bitPattern: $0) } % 64 == 0)
  }

  @Test func poolReusesMemoryOfOneSizeClass() {
    let pool = BufferPool()
    let (first, capacity) = pool.take(1000)
    #expect(capacity >= 1000 && capacity <= 1000 + 1000 / 8)
    pool.give(first, capacity: capacity)
    let (other, otherCapacity) = pool.take(2 * capacity)
    #expect(other != first)
    let (second, _) = pool.take(capacity)
    #expect(second == first)
    let (third, _) = pool.take(capacity)
    #expect(third != first)
    for (pointer, capacity) in [(other, otherCapacity), (second, capacity), (third, capacity)] {
      pool.give(pointer, capacity: capacity)
    }
  }

  @Test func poolWastesAtMostAnEighth() {
    let pool = BufferPool()
    for count in Array(1...300) + [1023, 1024, 1025, 99_999, 1 << 20, (1 << 20) + 1] {
      let (pointer, capacity) = pool.take(count)
      #expect(capacity >= count && capacity <= max(64, count + count / 8 + 16))
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
