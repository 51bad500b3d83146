import Autograd
import TensorCore
import TestSupport
import Testing

struct LinearOperationTests {
  private static let sizes = [
    (1, 1, 1), (1, 17, 9), (3, 8, 8), (2, 7, 17), (5, 40, 1), (33, 16, 70), (130, 9, 5),
    (7, 300, 90),
  ]

  private static let cases = sizes.map { rows, inputs, outputs in
    OperationCase(
      "[\(rows), \(inputs)] to \(outputs)", inputs: [.random([rows, inputs], seed: 1)],
      parameters: [.random([outputs, inputs], seed: 2), .random([outputs], seed: 3)],
      gradientTolerance: Tolerance(absolute: 2e-4, relative: 2e-5),
      operation: { $0[0].linear(weight: $1[0], bias: $1[1]) },
      reference: { Reference.linear($0[0], weight: $1[0], bias: $1[1]) })
  }

  @Test(arguments: cases)
  func agreesWithReference(_ linear: OperationCase) { #expect(linear.failures() == []) }

  @Test func noRows() {
    let tape = Tape()
    let weight = Parameter(name: "w", value: Tensor([3, 4], repeating: 1))
    let bias = Parameter(name: "b", value: Tensor([3], repeating: 1))
    let y = tape.variable(Tensor([0, 4]), requiresGradient: true).linear(weight: weight, bias: bias)
    #expect(y.shape == [0, 3])
    tape.backward(from: y.softmaxCrossEntropy(labels: []))
    #expect(weight.gradient?.scalars.allSatisfy { $0 == 0 } ?? true)
    #expect(bias.gradient?.scalars.allSatisfy { $0 == 0 } ?? true)
  }
}
