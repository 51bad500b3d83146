import Autograd
import NeuralNet
import TensorCore
import Testing
import WideResNet

/// Blocks that training leaves out.
@Suite struct StochasticDepthTests {
  /// One step of a network of six blocks: which of them ran, by their running statistics.
  private struct Step {
    let ran: [Bool]
    let hasGradient: [Bool]
    let multiplyAdds: Int
    let loss: Float

    init(_ configuration: NetworkConfiguration, seed: UInt64) throws {
      let store = ParameterStore()
      let network = try configuration.makeNetwork(ParameterBuilder(store, seed: 1))
      let profile = Profile()
      let source = RandomSource(RandomGenerator(seed: seed))
      loss = Profile.$current.withValue(profile) {
        let tape = Tape()
        let pictures = tape.variable(Tensor([2, 8, 8, 3], repeating: 1))
        let loss = network(pictures, .training(source)).softmaxCrossEntropy(labels: [0, 1])
        tape.backward(from: loss)
        return loss.value.scalar
      }
      multiplyAdds = profile.multiplyAdds
      let last = store.all.filter { $0.name.hasSuffix("conv2.weight") }
      let norms = store.all.filter { $0.name.hasSuffix("bn2.running_var") }
      ran = norms.map { $0.value.scalars.contains { $0 != 1 } }
      hasGradient = last.map { $0.gradient != nil }
    }
  }

  private static let original = NetworkConfiguration(
    family: .cifar, architecture: .original, depth: 14, stochasticDepth: 0.9, classes: 10)
  private static let preActivation = NetworkConfiguration(
    family: .cifar, architecture: .preActivation, depth: 14, shortcut: .zeroPadded,
    stochasticDepth: 0.9, classes: 10)

  /// Multiply-adds of two 8x8 pictures: the blocks, and stem and head.
  private static let blockCosts = [
    2 * 9 * 16 * 16 * 128, 2 * 9 * 16 * 16 * 128, 9 * (16 * 32 + 32 * 32) * 32,
    2 * 9 * 32 * 32 * 32, 9 * (32 * 64 + 64 * 64) * 8, 2 * 9 * 64 * 64 * 8,
  ]
  private static let otherCosts = 27 * 16 * 128 + 2 * 64 * 10

  @Test(arguments: [original, preActivation])
  func blocksThatAreLeftOutAreNotComputed(_ configuration: NetworkConfiguration) throws {
    for seed in 0..<8 {
      let step = try Step(configuration, seed: UInt64(seed))
      #expect(step.ran == step.hasGradient)
      let cost = zip(Self.blockCosts, step.ran).reduce(Self.otherCosts) { $0 + ($1.1 ? $1.0 : 0) }
      #expect(step.multiplyAdds == cost)
      #expect(step.loss.isFinite)
    }
  }

  @Test func aSeedRepeatsAStep() throws {
    let (a, b) = (try Step(Self.original, seed: 5), try Step(Self.original, seed: 5))
    #expect(a.ran == b.ran && a.loss.bitPattern == b.loss.bitPattern)
  }

  /// Block l of L survives with probability 1 - 0.9 l / L.
  @Test func survivalFallsLinearly() throws {
    let steps = 300
    var counts = Array(repeating: 0.0, count: 6)
    for seed in 0..<steps {
      let step = try Step(Self.original, seed: UInt64(seed))
      for (block, ran) in step.ran.enumerated() where ran { counts[block] += 1 }
    }
    for (block, count) in counts.enumerated() {
      let survival = 1 - 0.9 * Double(block + 1) / 6
      let deviation = (survival * (1 - survival) / Double(steps)).squareRoot()
      #expect(abs(count / Double(steps) - survival) < 4 * deviation, "block \(block)")
    }
  }

  /// Without stochastic depth a network draws nothing.
  @Test func noneDrawsNothing() throws {
    var plain = Self.original
    plain.stochasticDepth = 0
    let network = try plain.makeNetwork(ParameterBuilder(ParameterStore(), seed: 1))
    let source = RandomSource(RandomGenerator(seed: 3))
    _ = network(Tape().variable(Tensor([2, 8, 8, 3], repeating: 1)), .training(source)).value
    var untouched = RandomGenerator(seed: 3)
    #expect(source.generator.next() == untouched.next())
  }
}
