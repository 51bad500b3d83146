import Autograd
import TensorCore
import TestSupport
import Testing

struct ShapeOperationTests {
  private static let concatenations = ([[1], [8, 7], [9, 1, 17], [8, 16]] as [[Int]]).flatMap {
    widths in
    ([[3], [2, 3, 5], [40, 40]] as [[Int]]).map { leading in
      OperationCase(
        "concatenation of \(leading) x \(widths)",
        inputs: widths.enumerated().map { .random(Shape(leading + [$1]), seed: UInt64($0)) },
        gradientTolerance: Tolerance(absolute: 1e-4, relative: 1e-5),
        operation: { x, _ in Variable.concatenated(x) },
        reference: { x, _ in Reference.concatenated(x) })
    }
  }

  private static let reshapes = [
    OperationCase(
      "reshape", inputs: [.random([2, 3, 5, 7], seed: 1)],
      operation: { x, _ in x[0].reshaped(to: [10, 21]) },
      reference: { x, _ in x[0].reshaped(to: [10, 21]) }),
    OperationCase(
      "flattened", inputs: [.random([2, 3, 5, 7], seed: 1)],
      operation: { x, _ in x[0].flattened() },
      reference: { x, _ in x[0].reshaped(to: [2, 105]) }),
  ]

  @Test(arguments: concatenations + reshapes)
  func agreesWithReference(_ operation: OperationCase) { #expect(operation.failures() == []) }

  /// Only the part that needs a gradient gets one.
  @Test func concatenationWithConstant() {
    let tape = Tape()
    let a = tape.variable(Tensor([2, 3], repeating: 1))
    let b = tape.variable(Tensor([2, 2], repeating: 1), requiresGradient: true)
    tape.backward(from: Variable.concatenated([a, b]).summed())
    #expect(tape.gradient(of: a) == nil)
    #expect(tape.gradient(of: b)?.scalars == [1, 1, 1, 1])
  }
}
