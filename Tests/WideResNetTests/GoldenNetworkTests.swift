import Autograd
import NeuralNet
import TensorCore
import Testing
import WideResNet

/// Forward values, all gradients and five optimiser steps of a small network of each family agree
/// with PyTorch's.
@Suite struct GoldenNetworkTests {
  @Test(arguments: GoldenCase.all)
  func evaluation(_ golden: GoldenCase) throws {
    let golden = try GoldenNetwork(golden)
    let logits = golden.network(Variable(try golden.input()), .inference).value
    try golden.expect(logits, is: "evaluation.logits")
  }

  @Test(arguments: GoldenCase.all)
  func training(_ golden: GoldenCase) throws {
    let golden = try GoldenNetwork(golden)
    try checkTraining(golden)
  }

  @Test(arguments: GoldenCase.all)
  func trainingOnThePlainPath(_ golden: GoldenCase) throws {
    let golden = try GoldenNetwork(golden)
    try ConvolutionPath.$isDirect.withValue(true) { try checkTraining(golden) }
  }

  /// Stochastic depth scales each block by its survival.
  @Test(arguments: GoldenCase.all.filter(\.isPostActivation))
  func evaluationAfterStochasticDepth(_ golden: GoldenCase) throws {
    let golden = try GoldenNetwork(golden, stochasticDepth: 0.5)
    let logits = golden.network(Variable(try golden.input()), .inference).value
    try golden.expect(logits, is: "evaluation.stochastic")
  }

  private func checkTraining(_ golden: GoldenNetwork) throws {
    let (input, labels) = (try golden.input(), try golden.labels())
    let optimizer = SGD(
      golden.store.trainable, momentum: try golden.number("momentum"),
      weightDecay: try golden.number("weight_decay"), isNesterov: true)
    let learningRate: Float = try golden.number("learning_rate")
    let mode = Mode.training(RandomSource(RandomGenerator(seed: 0)))
    var losses: [Float] = []
    for step in 0..<(try golden.number("steps") as Int) {
      let tape = Tape()
      let logits = golden.network(tape.variable(input), mode)
      let loss = logits.softmaxCrossEntropy(labels: labels)
      tape.backward(from: loss)
      losses.append(loss.value.scalar)
      if step == 0 {
        try golden.expect(logits.value, is: "logits")
        try golden.expect(loss.value, is: "loss")
        for parameter in golden.store.trainable {
          let gradient = try #require(parameter.gradient, "no gradient of '\(parameter.name)'")
          try golden.expect(gradient, is: "gradient.\(parameter.name)", layout: parameter.layout)
        }
      }
      optimizer.step(learningRate: learningRate)
    }
    try golden.expect(Tensor(losses, shape: [losses.count]), is: "losses")
    for parameter in golden.store.all {
      try golden.expect(parameter.value, is: "final.\(parameter.name)", layout: parameter.layout)
    }
  }
}
