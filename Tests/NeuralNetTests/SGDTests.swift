import Autograd
import NeuralNet
import TensorCore
import TestSupport
import Testing

struct SGDTests {
  struct Rule: Sendable, CustomTestStringConvertible {
    var momentum = 0.0
    var weightDecay = 0.0
    var isNesterov = false
    var testDescription: String {
      "momentum \(momentum), decay \(weightDecay), \(isNesterov ? "Nesterov" : "plain")"
    }
  }

  private static let rules = [
    Rule(), Rule(momentum: 0.9), Rule(weightDecay: 0.1),
    Rule(momentum: 0.9, weightDecay: 0.05, isNesterov: true),
    Rule(momentum: 0.5, isNesterov: true),
  ]

  /// torch.optim.SGD's documented steps, in Double.
  private func reference(_ rule: Rule, _ start: [Double], _ gradients: [[Double]], rate: Double)
    -> [Double]
  {
    var w = start
    var buffer: [Double]?
    for g in gradients {
      let d = zip(g, w).map { $0 + rule.weightDecay * $1 }
      buffer = buffer.map { zip($0, d).map { rule.momentum * $0 + $1 } } ?? d
      let b = buffer ?? d
      let direction = rule.isNesterov ? zip(d, b).map { $0 + rule.momentum * $1 } : b
      w = zip(w, direction).map { $0 - rate * $1 }
    }
    return w
  }

  @Test(arguments: rules, [1, 7, 8, 9, 17, 40_000])
  func followsTorch(rule: Rule, count: Int) {
    let start = ReferenceArray.random([count], seed: 1)
    let gradients = (0..<5).map { ReferenceArray.random([count], seed: UInt64(10 + $0)) }
    let results = Pools.results {
      let parameter = Parameter(name: "w", value: start.tensor)
      let optimizer = SGD(
        [parameter], momentum: Float(rule.momentum), weightDecay: Float(rule.weightDecay),
        isNesterov: rule.isNesterov)
      for gradient in gradients {
        parameter.accumulate { $0.add(gradient.tensor) }
        optimizer.step(learningRate: 0.1)
      }
      return parameter.value
    }
    let expected = reference(rule, start.values, gradients.map(\.values), rate: 0.1)
    #expect(
      results[0].difference(from: ReferenceArray([count], expected), within: .float32) == nil)
    #expect(results[1].bitDifference(from: results[0]) == nil)
    #expect(results[2].bitDifference(from: results[0]) == nil)
  }

  private func parameter(_ name: String, _ gradient: [Float]) -> Parameter {
    let parameter = Parameter(name: name, value: Tensor([gradient.count], repeating: 1))
    parameter.accumulate { $0.add(Tensor(gradient, shape: [gradient.count])) }
    return parameter
  }

  @Test func clipping() {
    let (a, b) = (parameter("a", [3, 0]), parameter("b", [4]))
    let optimizer = SGD([a, b])
    #expect(optimizer.clipGradients(toNorm: 10) == 5)
    #expect(a.gradient?.scalars == [3, 0])
    #expect(optimizer.clipGradients(toNorm: 2.5) == 5)
    #expect(a.gradient?.scalars == [1.5, 0] && b.gradient?.scalars == [2])
    #expect(optimizer.gradientNorm == 2.5)
  }

  @Test func stepClearsGradients() {
    let w = parameter("w", [1])
    SGD([w]).step(learningRate: 0.5)
    #expect(w.gradient == nil && w.value.scalars == [0.5])
  }

  @Test func frozenAndUntouchedParametersStay() {
    let frozen = parameter("frozen", [1])
    frozen.isTrainable = false
    let untouched = Parameter(name: "untouched", value: Tensor([1], repeating: 1))
    let optimizer = SGD([frozen, untouched], weightDecay: 0.5)
    optimizer.step(learningRate: 1)
    #expect(frozen.value.scalars == [1] && untouched.value.scalars == [1])
    #expect(optimizer.buffers.isEmpty)
  }

  /// A resumed run takes the same steps, to the last bit.
  @Test func restoredMomentumContinues() {
    func run(restoringAfter stop: Int?) -> [Float] {
      let w = Parameter(name: "w", value: Tensor([2], repeating: 1))
      var optimizer = SGD([w], isNesterov: true)
      for step in 0..<4 {
        if step == stop {
          let buffers = optimizer.buffers
          optimizer = SGD([w], isNesterov: true)
          optimizer.restore(buffers: buffers)
        }
        w.accumulate { $0.add(Tensor([Float(step), 0.3], shape: [2])) }
        optimizer.step(learningRate: 0.1)
      }
      return w.value.scalars
    }
    #expect(run(restoringAfter: 2) == run(restoringAfter: nil))
  }

  @Test func resetMomentumStartsAnew() {
    let w = parameter("w", [1])
    let optimizer = SGD([w])
    optimizer.step(learningRate: 0.25)
    optimizer.resetMomentum()
    w.accumulate { $0.add(Tensor([1], repeating: 1)) }
    optimizer.step(learningRate: 0.25)
    #expect(w.value.scalars == [0.5])
  }
}
