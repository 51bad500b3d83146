import Foundation
import TensorCore
import Testing

struct RandomGeneratorTests {
  private func numbers(_ generator: RandomGenerator, _ count: Int = 100) -> [UInt64] {
    var generator = generator
    return (0..<count).map { _ in generator.next() }
  }

  @Test func isRepeatable() {
    #expect(numbers(RandomGenerator(seed: 7)) == numbers(RandomGenerator(seed: 7)))
    #expect(numbers(RandomGenerator(seed: 7)) != numbers(RandomGenerator(seed: 8)))
  }

  /// The authors' xoshiro256** seeded by their SplitMix64, from seed 0.
  @Test func isXoshiro256StarStar() {
    #expect(
      numbers(RandomGenerator(seed: 0), 3)
        == [0x99EC_5F36_CB75_F2B4, 0xBF6E_1F78_4956_452A, 0x1A5F_849D_4933_E6E0])
  }

  @Test func streamsDiffer() {
    let streams = [
      RandomGenerator(seed: 1), RandomGenerator(seed: 1, stream: 0),
      RandomGenerator(seed: 1, stream: 1), RandomGenerator(seed: 2, stream: 0),
      RandomGenerator(seed: 1, stream: 0, 1), RandomGenerator(seed: 1, stream: 1, 0),
    ]
    #expect(Set(streams.map { numbers($0, 1) }).count == streams.count)
  }

  @Test func uniformNumbers() {
    var generator = RandomGenerator(seed: 1)
    let numbers = (0..<100_000).map { _ in generator.uniform() }
    #expect(numbers.allSatisfy { (0..<1).contains($0) })
    let mean = numbers.reduce(0.0) { $0 + Double($1) } / 100_000
    #expect(abs(mean - 0.5) < 0.004)
    #expect((0..<1000).allSatisfy { _ in (2...3).contains(generator.uniform(in: 2...3)) })
  }

  @Test func integersBelowABound() {
    var generator = RandomGenerator(seed: 3)
    var counts = [0, 0, 0, 0, 0]
    for _ in 0..<100_000 { counts[generator.integer(below: 5)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 20_000) < 600 }, "\(counts)")
    #expect((0..<100).allSatisfy { _ in generator.integer(below: 1) == 0 })
    // The first number of seed 0, 0x99EC..., is 0.601 of all.
    var other = RandomGenerator(seed: 0)
    let number = other.integer(below: 1000)
    #expect(number == 601)
  }

  @Test func normalNumbers() {
    var generator = RandomGenerator(seed: 1)
    let numbers = (0..<100_000).map { _ in Double(generator.normal()) }
    func moment(_ k: Double) -> Double { numbers.reduce(0) { $0 + pow($1, k) } / 100_000 }
    #expect(abs(moment(1)) < 0.013)
    #expect(abs(moment(2) - 1) < 0.02)
    #expect(abs(moment(3)) < 0.05)
    #expect(abs(moment(4) - 3) < 0.15)
    #expect(numbers.allSatisfy { $0.isFinite })
  }

  @Test func chances() {
    var generator = RandomGenerator(seed: 1)
    let hits = (0..<100_000).count { _ in generator.chance(0.2) }
    #expect(abs(Double(hits) / 100_000 - 0.2) < 0.005)
    #expect(!(0..<1000).contains { _ in generator.chance(0) })
    #expect((0..<1000).allSatisfy { _ in generator.chance(1) })
  }
}
