import Autograd
import NeuralNet
import TensorCore
import TestSupport
import Testing

/// Changing parameters while backward still runs must not change what it computes.
struct UpdateInBackwardTests {
  /// A residual network in which one filter is used twice, one is frozen, and one parameter is not
  /// used at all.
  private struct Network {
    let store = ParameterStore()
    let entry, frozen, shared, shortcut: Conv2D
    let norm, unused: BatchNorm
    let head: Linear

    init() {
      let builder = ParameterBuilder(store, seed: 5)
      entry = Conv2D(builder / "entry", inputChannels: 3, outputChannels: 8, kernelSize: 3)
      frozen = Conv2D(builder / "frozen", inputChannels: 8, outputChannels: 8, kernelSize: 3)
      shared = Conv2D(builder / "shared", inputChannels: 8, outputChannels: 8, kernelSize: 3)
      shortcut = Conv2D(builder / "shortcut", inputChannels: 8, outputChannels: 8, kernelSize: 1)
      norm = BatchNorm(builder / "norm", channels: 8)
      unused = BatchNorm(builder / "unused", channels: 8)
      head = Linear(builder / "head", inputs: 8, outputs: 4)
      frozen.weight.isTrainable = false
    }

    func loss(_ tape: Tape) -> Variable {
      let x = ReferenceArray.random([2, 6, 5, 3], seed: 9).tensor
      let mode = Mode.training(RandomSource(RandomGenerator(seed: 1)))
      let y = norm(frozen(entry(tape.variable(x))), mode, relu: true)
      let z = shared(shared(y)) + shortcut(y) + y
      return head(z.globallyAveraged()).softmaxCrossEntropy(labels: [1, 3])
    }
  }

  @Test func sameWeights() {
    let (late, early) = (Network(), Network())
    let optimizers = [late, early].map {
      SGD($0.store.trainable, momentum: 0.9, weightDecay: 0.01, isNesterov: true)
    }
    for _ in 0..<3 {
      let tape = Tape()
      tape.backward(from: late.loss(tape))
      optimizers[0].step(learningRate: 0.5)
      let other = Tape()
      other.backward(from: early.loss(other)) { optimizers[1].update($0, learningRate: 0.5) }
    }
    for (late, early) in zip(late.store.all, early.store.all) {
      #expect(late.value.scalars == early.value.scalars, "'\(late.name)'")
    }
  }

  @Test func eachParameterOnce() {
    let network = Network()
    let tape = Tape()
    let loss = network.loss(tape)
    var names: [String] = []
    tape.backward(from: loss) {
      names.append($0.name)
      #expect($0.gradient != nil, "'\($0.name)' has no gradient yet")
    }
    let expected = network.store.trainable.map(\.name).filter { !$0.hasPrefix("unused") }
    #expect(names.sorted() == expected.sorted())
  }
}
