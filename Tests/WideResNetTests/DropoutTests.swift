import Autograd
import NeuralNet
import TensorCore
import TestSupport
import Testing
import WideResNet

/// A training step of a wide network with dropout.
@Suite struct DropoutTests {
  /// The loss and all gradients.
  private func step(dropout: Float) throws -> [Tensor] {
    let configuration = NetworkConfiguration(
      family: .cifar, depth: 10, width: 1, dropout: dropout, classes: 10)
    let store = ParameterStore()
    let network = try configuration.makeNetwork(ParameterBuilder(store, seed: 1))
    let tape = Tape()
    let pictures = tape.variable(ReferenceArray.random([3, 13, 12, 3], seed: 2).tensor)
    let mode = Mode.training(RandomSource(RandomGenerator(seed: 3)))
    let loss = network(pictures, mode).softmaxCrossEntropy(labels: [0, 1, 2])
    tape.backward(from: loss)
    return try [loss.value] + store.trainable.map { try #require($0.gradient) }
  }

  @Test func fastAndPlainPathsAgree() throws {
    let fast = try step(dropout: 0.4)
    let plain = try ConvolutionPath.$isDirect.withValue(true) { try step(dropout: 0.4) }
    for (found, expected) in zip(fast, plain) {
      #expect(
        found.difference(
          from: ReferenceArray(expected), within: Tolerance(absolute: 1e-4, relative: 1e-3)) == nil)
    }
    #expect(try step(dropout: 0)[0].scalar != fast[0].scalar)
  }

  @Test func sameBitsForAnyNumberOfThreads() throws {
    let runs = try Pools.results { try step(dropout: 0.4) }
    for run in runs.dropFirst() {
      for (found, expected) in zip(run, runs[0]) {
        #expect(found.bitDifference(from: expected) == nil)
      }
    }
  }
}
