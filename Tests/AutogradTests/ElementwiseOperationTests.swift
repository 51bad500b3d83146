import Autograd
import TensorCore
import TestSupport
import Testing

struct ElementwiseOperationTests {
  /// Around one lane and two, and several tasks.
  private static let counts = [1, 7, 8, 9, 17, 33_003]

  private static let cases: [OperationCase] =
    counts.flatMap { count -> [OperationCase] in
      let wide: Shape = count < 100 ? [3, count] : [1, count]
      return [
        OperationCase(
          "relu of \(count)", inputs: [.distinct([count], seed: 1)],
          gradientTolerance: sums, operation: { x, _ in x[0].relu() },
          reference: { x, _ in x[0].map { max($0, 0) } }),
        OperationCase(
          "sum of \(count)", inputs: [.random([count], seed: 1), .random([count], seed: 2)],
          gradientTolerance: sums, operation: { x, _ in x[0] + x[1] },
          reference: { x, _ in
            ReferenceArray(x[0].shape, zip(x[0].values, x[1].values).map { $0 + $1 })
          }),
        OperationCase(
          "a variable added to itself, \(count)", inputs: [.random([count], seed: 1)],
          gradientTolerance: sums, operation: { x, _ in x[0] + x[0] },
          reference: { x, _ in x[0].map { 2 * $0 } }),
        OperationCase(
          "bias of \(count)", inputs: [.random(wide, seed: 3)],
          parameters: [.random([count], seed: 4)], gradientTolerance: sums,
          operation: { $0[0].adding(bias: $1[0]) }, reference: { biased($0[0], $1[0]) }),
      ]
    } + [
      OperationCase(
        "bias of many rows", inputs: [.random([2, 100, 90, 5], seed: 3)],
        parameters: [.random([5], seed: 4)],
        gradientTolerance: Tolerance(absolute: 2e-3, relative: 1e-4),
        operation: { $0[0].adding(bias: $1[0]) }, reference: { biased($0[0], $1[0]) })
    ]

  /// Sums of some thousand gradients.
  private static let sums = Tolerance(absolute: 1e-4, relative: 1e-5)

  private static func biased(_ x: ReferenceArray, _ bias: ReferenceArray) -> ReferenceArray {
    var y = x
    for i in y.values.indices { y.values[i] += bias.values[i % bias.count] }
    return y
  }

  @Test(arguments: cases)
  func agreesWithReference(_ operation: OperationCase) { #expect(operation.failures() == []) }
}
