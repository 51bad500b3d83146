import Autograd
import NeuralNet
import TensorCore
import TestSupport
import Testing

/// Steps and averages agree with `torch.optim.SGD` and torch's `AveragedModel`.
@Suite struct OptimizerGoldenTests {
  private struct Case: Decodable {
    let nesterov, normDecay: Bool
    let decay, momentum, weightDecay, learningRate: Float
    /// A matrix `[3, 4]` and a vector `[5]`; the average has `[2]` running numbers besides.
    let start, weights, average: [[Double]]
    let gradients: [[[Double]]]
    let running: [[Double]]
  }

  private func tensor(_ values: [Double], _ shape: Shape) -> Tensor {
    Tensor(values.map(Float.init), shape: shape)
  }

  @Test func stepsAndAverages() throws {
    let cases: [Case] = try TrainingFixtures.read("optimizer")
    #expect(cases.count == 4)
    for golden in cases { try check(golden) }
  }

  private func check(_ golden: Case) throws {
    let store = ParameterStore()
    let builder = ParameterBuilder(store, seed: 1)
    let shapes: [Shape] = [[3, 4], [5], [2]]
    let weights = [
      builder.parameter("matrix", shapes[0], .constant(0)),
      builder.parameter("vector", shapes[1], .constant(0)),
    ]
    let running = builder.buffer("running_mean", shapes[2], .constant(0))
    for i in 0..<2 { weights[i].value = tensor(golden.start[i], shapes[i]) }
    let optimizer = SGD(
      store.trainable, momentum: golden.momentum, weightDecay: golden.weightDecay,
      isNesterov: golden.nesterov, decaysVectors: golden.normDecay)
    let average = WeightAverage(of: store, decay: golden.decay)
    for (step, gradients) in golden.gradients.enumerated() {
      for i in 0..<2 { weights[i].accumulate { $0.add(tensor(gradients[i], shapes[i])) } }
      running.value = tensor(golden.running[step], shapes[2])
      optimizer.step(learningRate: golden.learningRate)
      average.update(step: step)
    }
    for i in 0..<2 { expect(weights[i].value, golden.weights[i]) }
    for i in 0..<3 { expect(average.parameters[i].value, golden.average[i]) }

    average.exchange()
    for i in 0..<3 { expect(store.all[i].value, golden.average[i]) }
    average.exchange()
    for i in 0..<2 { expect(weights[i].value, golden.weights[i]) }
    average.restart()
    for i in 0..<2 { expect(average.parameters[i].value, golden.weights[i]) }
  }

  private func expect(
    _ value: Tensor, _ expected: [Double], location: SourceLocation = #_sourceLocation
  ) {
    let reference = ReferenceArray([expected.count], expected)
    let difference = value.reshaped(to: [value.count]).difference(
      from: reference, within: .float32)
    #expect(difference == nil, sourceLocation: location)
  }
}
