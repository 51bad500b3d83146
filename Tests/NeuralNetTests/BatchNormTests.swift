import Autograd
import NeuralNet
import TensorCore
import TestSupport
import Testing

struct BatchNormTests {
  private let training = Mode.training(RandomSource(RandomGenerator(seed: 1)))

  private func makeNorm(_ channels: Int) -> BatchNorm {
    BatchNorm(ParameterBuilder(ParameterStore(), seed: 1) / "bn", channels: channels)
  }

  /// torch: `running = 0.9 running + 0.1 new`, where the new variance is the unbiased one.
  @Test(arguments: [1, 7, 8, 9, 17])
  func runningStatistics(channels: Int) {
    let norm = makeNorm(channels)
    var mean = [Double](repeating: 0, count: channels)
    var variance = [Double](repeating: 1, count: channels)
    for seed in 1...3 as ClosedRange<UInt64> {
      let x = ReferenceArray.random([2, 3, 3, channels], seed: seed, in: -1...4)
      let batch = Reference.statistics(x)
      for c in 0..<channels {
        mean[c] = 0.9 * mean[c] + 0.1 * batch.mean[c]
        variance[c] = 0.9 * variance[c] + 0.1 * batch.variance[c] * 18 / 17
      }
      _ = norm(Variable(x.tensor), training)
    }
    let shape = Shape([channels])
    #expect(
      norm.runningMean.value.difference(from: ReferenceArray(shape, mean), within: .float32) == nil)
    #expect(
      norm.runningVariance.value.difference(from: ReferenceArray(shape, variance), within: .float32)
        == nil)
    #expect(!norm.runningMean.isTrainable && !norm.runningVariance.isTrainable)
  }

  @Test func inferenceUsesRunningStatistics() {
    let norm = makeNorm(2)
    norm.runningMean.value = Tensor([1, 2], shape: [2])
    norm.runningVariance.value = Tensor([4, 9], shape: [2])
    norm.gamma.value = Tensor([2, 3], shape: [2])
    norm.beta.value = Tensor([-1, 5], shape: [2])
    let y = norm(Variable(Tensor([3, 5], shape: [1, 2])), .inference)
    #expect(y.value.difference(from: ReferenceArray([1, 2], [1, 8]), within: .float32) == nil)
    #expect(norm.runningMean.value.scalars == [1, 2])
  }

  @Test func frozenLayerIsFixedInTrainingToo() {
    let norm = makeNorm(1)
    norm.isFrozen = true
    let y = norm(Variable(Tensor([3, 5], shape: [2, 1])), training)
    #expect(y.value.difference(from: ReferenceArray([2, 1], [3, 5]), within: .float32) == nil)
    #expect(norm.runningMean.value.scalars == [0])
    #expect(!norm.gamma.isTrainable && !norm.beta.isTrainable)
    norm.isFrozen = false
    #expect(norm.gamma.isTrainable && norm.beta.isTrainable && !norm.runningMean.isTrainable)
  }

  @Test func batchOfOneRowIsFinite() {
    let norm = makeNorm(3)
    let y = norm(Variable(Tensor([1, 2, 3], shape: [1, 3])), training)
    #expect(y.value.scalars == [0, 0, 0])
    #expect(norm.runningVariance.value.isFinite)
  }
}
