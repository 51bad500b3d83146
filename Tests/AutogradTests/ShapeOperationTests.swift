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
        reference: { x, _ in
          let rows = leading.reduce(1, *)
          return ReferenceArray(
            Shape(leading + [widths.reduce(0, +)]),
            (0..<rows).flatMap { r in
              x.flatMap { part in (0..<part.shape.channels).map { part[r, $0] } }
            })
        })
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

  private static let rows =
    ([[1, 1], [3, 7], [2, 8], [4, 9], [2, 3, 3, 17], [300, 120]] as [Shape])
    .flatMap { shape in
      ([(1, 1e-12), (20, 1e-3)] as [(Float, Float)]).map { scale, epsilon in
        OperationCase(
          "rows of \(shape) normalised to \(scale)", inputs: [.random(shape, seed: 6)],
          tolerance: Tolerance(absolute: 1e-3, relative: 1e-4),
          operation: { x, _ in x[0].normalizedRows(scale: scale, epsilon: epsilon) },
          reference: { x, _ in
            Reference.normalizedRows(x[0], scale: Double(scale), epsilon: Double(epsilon))
          })
      }
    }

  /// A row of zeros and one shorter than epsilon, which is then their divisor, and a longer one.
  private static let shortRows = OperationCase(
    "short rows normalised",
    inputs: [
      ReferenceArray(
        [3, 9],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, -0.05, 0, 0.01, 0.1, 0.02, -0.03, 0, 0.07, 0.04]
          + [1, 2, 3, 4, 5, 6, 7, 8, 9])
    ],
    tolerance: Tolerance(absolute: 1e-4, relative: 1e-4),
    operation: { x, _ in x[0].normalizedRows(epsilon: 0.25) },
    reference: { x, _ in Reference.normalizedRows(x[0], scale: 1, epsilon: 0.25) })

  @Test(arguments: concatenations + reshapes + rows + [shortRows])
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
