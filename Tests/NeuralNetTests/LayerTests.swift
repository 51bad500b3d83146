import Autograd
import NeuralNet
import TensorCore
import TestSupport
import Testing

struct LayerTests {
  private let builder = ParameterBuilder(ParameterStore(), seed: 1)

  @Test(arguments: [1, 3, 7])
  func convolutionKeepsSizeByDefault(kernel: Int) {
    let layer = Conv2D(builder, inputChannels: 3, outputChannels: 5, kernelSize: kernel)
    #expect(layer(Variable(Tensor([2, 9, 8, 3]))).shape == [2, 9, 8, 5])
    #expect(layer.bias == nil)
  }

  @Test func convolutionAddsItsBias() throws {
    let layer = Conv2D(
      builder, inputChannels: 3, outputChannels: 2, kernelSize: 1, stride: 2, hasBias: true)
    try #require(layer.bias).value = Tensor([1, -1], shape: [2])
    let y = layer(Variable(Tensor([1, 5, 5, 3])))
    #expect(y.shape == [1, 3, 3, 2])
    #expect(y.value[0, 2, 2, 0] == 1 && y.value[0, 2, 2, 1] == -1)
  }

  @Test func linearStartsWithoutBias() {
    let layer = Linear(builder, inputs: 4, outputs: 3)
    #expect(layer(Variable(Tensor([2, 4]))).value.scalars == Array(repeating: 0, count: 6))
  }

  @Test func dropoutIsForTrainingOnly() {
    let x = Variable(Tensor([1000], repeating: 1))
    let dropout = Dropout(probability: 0.5)
    #expect(dropout(x, .inference).value.scalars == x.value.scalars)
    func run(_ seed: UInt64) -> [[Float]] {
      let mode = Mode.training(RandomSource(RandomGenerator(seed: seed)))
      return [dropout(x, mode).value.scalars, dropout(x, mode).value.scalars]
    }
    #expect(run(1) == run(1))
    #expect(run(1) != run(2))
    #expect(run(1)[0] != run(1)[1])
  }
}
