import Autograd
import TensorCore
import TestSupport
import Testing

struct LossOperationTests {
  private static let crossEntropies = [(1, 1), (1, 2), (3, 7), (4, 8), (5, 9), (70, 100)].flatMap {
    rows, classes in
    [nil, 11].map { divisor in
      let labels = (0..<rows).map { $0 % 3 == 1 ? -1 : $0 * 5 % classes }
      return OperationCase(
        "cross-entropy of [\(rows), \(classes)], divisor \(divisor.map(String.init) ?? "nil")",
        inputs: [.random([rows, classes], seed: 1, in: -4...4)],
        operation: { x, _ in x[0].softmaxCrossEntropy(labels: labels, divisor: divisor) },
        reference: { x, _ in
          Reference.softmaxCrossEntropy(x[0], labels: labels, divisor: divisor)
        })
    }
  }

  /// Targets that add up to one, to less, and rows of nothing.
  private static let softTargets = [(1, 1), (1, 2), (3, 7), (4, 8), (5, 9), (70, 100)].map {
    rows, classes in
    var targets = ReferenceArray.random([rows, classes], seed: 2, in: 0...1)
    for r in 0..<rows {
      let sum = (0..<classes).reduce(0) { $0 + targets[r, $1] }
      for c in 0..<classes { targets[r, c] *= (r % 3 == 1 ? 0.5 : r % 5 == 2 ? 0 : 1) / sum }
    }
    let expected = targets
    return OperationCase(
      "cross-entropy of [\(rows), \(classes)] with shares",
      inputs: [.random([rows, classes], seed: 1, in: -4...4)],
      operation: { x, _ in x[0].softmaxCrossEntropy(targets: expected.tensor) },
      reference: { x, _ in
        Reference.softmaxCrossEntropy(x[0], targets: ReferenceArray(expected.tensor))
      })
  }

  private static let weighted = [1, 7, 8, 9, 17, 300].flatMap { count -> [OperationCase] in
    let targets = ReferenceArray.random([count], seed: 2, in: 0...1)
    let weights = ReferenceArray.random([count], seed: 3, in: -0.3...1).map { max($0, 0) }
    let tolerance = Tolerance(absolute: 5e-5, relative: 2e-5)
    return [
      OperationCase(
        "binary cross-entropy of \(count)", inputs: [.random([count], seed: 1, in: -5...5)],
        tolerance: tolerance, groups: 300,
        operation: { x, _ in
          x[0].binaryCrossEntropy(targets: targets.tensor, weights: weights.tensor)
        },
        reference: { x, _ in
          Reference.binaryCrossEntropy(x[0], targets: targets, weights: weights)
        })
    ]
      + [1, 0.25].map { (beta: Float) in
        OperationCase(
          "smooth L1 of \(count), beta \(beta)", inputs: [.random([count], seed: 1, in: -2...2)],
          tolerance: tolerance, groups: 300,
          operation: { x, _ in
            x[0].smoothL1(targets: targets.tensor, weights: weights.tensor, beta: beta)
          },
          reference: { x, _ in
            Reference.smoothL1(x[0], targets: targets, weights: weights, beta: Double(beta))
          })
      }
  }

  @Test(arguments: crossEntropies + softTargets + weighted)
  func agreesWithReference(_ loss: OperationCase) { #expect(loss.failures() == []) }

  /// The loss and the gradient of logits that no exponential survives.
  private func run(_ logits: [Float], _ loss: (Variable) -> Variable) throws -> (Float, [Float]) {
    let tape = Tape()
    let x = tape.variable(Tensor(logits, shape: [1, logits.count]), requiresGradient: true)
    let value = loss(x)
    tape.backward(from: value)
    return (value.value.scalar, try #require(tape.gradient(of: x)).scalars)
  }

  @Test func extremeSoftmax() throws {
    let right = try run([1e4, -1e4, 0]) { $0.softmaxCrossEntropy(labels: [0]) }
    #expect(right.0 == 0 && right.1 == [0, 0, 0])
    let wrong = try run([1e4, -1e4, 0]) { $0.softmaxCrossEntropy(labels: [1]) }
    #expect(wrong.0 == 2e4 && wrong.1 == [1, -1, 0])
  }

  /// `torch.nn.CrossEntropyLoss` in float64, PyTorch 2.13.
  @Test func sharesAsInPyTorch() throws {
    let logits = Tensor(
      [1.5, -0.25, 0.5, 2, 0, 3, -1, 0.75, -2, 0.5, 0.25, 1], shape: [3, 4])
    let targets = Tensor(
      [0.7, 0.1, 0.2, 0, 0, 0.5, 0, 0.5, 0.25, 0.25, 0.25, 0.25], shape: [3, 4])
    let tape = Tape()
    let x = tape.variable(logits, requiresGradient: true)
    let loss = x.softmaxCrossEntropy(targets: targets)
    tape.backward(from: loss)
    #expect(Tolerance.float32.accepts(Double(loss.value.scalar), 1.5460449398486933))
    let expected = ReferenceArray(
      [3, 4],
      [
        -0.1288524, -0.01517727, -0.02823028, 0.17225994, 0.01414202, 0.11738343, 0.00520256,
        -0.13672801, -0.07553711, 0.01164406, -0.00936486, 0.07325792,
      ])
    let gradient = try #require(tape.gradient(of: x))
    #expect(gradient.difference(from: expected, within: .float32) == nil)
  }

  @Test func extremeShares() throws {
    let targets = Tensor([0.5, 0, 0.5], shape: [1, 3])
    let (loss, gradient) = try run([1e4, -.infinity, 0]) {
      $0.softmaxCrossEntropy(targets: targets)
    }
    #expect(loss == 5e3 && gradient == [0.5, 0, -0.5])
  }

  @Test func extremeBinary() throws {
    let weights = Tensor([1, 2], repeating: 1)
    let right = try run([1e4, -1e4]) {
      $0.binaryCrossEntropy(targets: Tensor([1, 0], shape: [1, 2]), weights: weights)
    }
    #expect(right.0 == 0 && right.1 == [0, 0])
    let wrong = try run([1e4, -1e4]) {
      $0.binaryCrossEntropy(targets: Tensor([0, 1], shape: [1, 2]), weights: weights)
    }
    #expect(wrong.0 == 2e4 && wrong.1 == [1, -1])
  }

  /// Training must see that it diverged.
  @Test func smoothL1OfNoNumber() throws {
    let (loss, gradient) = try run([.nan, .infinity, -.infinity]) {
      $0.smoothL1(targets: Tensor([1, 3]), weights: Tensor([1, 3], repeating: 1))
    }
    #expect(loss.isNaN && gradient[0].isNaN)
    #expect(gradient.dropFirst() == [1, -1])
  }

  @Test func noLabelCounts() throws {
    let (loss, gradient) = try run([1, 2]) { $0.softmaxCrossEntropy(labels: [-1]) }
    #expect(loss == 0 && gradient == [0, 0])
  }

  /// Boxes without a target carry anything, and a weight of 0.
  @Test func weightZeroHidesAnything() throws {
    let targets = Tensor([.nan, 0.5], shape: [1, 2])
    let weights = Tensor([0, 1], shape: [1, 2])
    for loss in [
      try run([1, 0.5]) { $0.smoothL1(targets: targets, weights: weights) },
      try run([1, 0]) { $0.binaryCrossEntropy(targets: targets, weights: weights) },
    ] {
      #expect(loss.0.isFinite && loss.1 == [0, 0])
    }
  }
}
