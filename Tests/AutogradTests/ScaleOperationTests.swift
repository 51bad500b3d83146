import Autograd
import TensorCore
import TestSupport
import Testing

struct ScaleOperationTests {
  private static let cases = ([[1], [17], [3, 8], [1, 33_003]] as [Shape]).flatMap { shape in
    ([0.5, -3, 0] as [Float]).map { factor in
      OperationCase(
        "\(shape) times \(factor)", inputs: [.random(shape, seed: 1)],
        gradientTolerance: Tolerance(absolute: 1e-4, relative: 1e-5),
        operation: { x, _ in x[0].scaled(by: factor) },
        reference: { x, _ in x[0].map { Double(factor) * $0 } })
    }
  }

  @Test(arguments: cases)
  func agreesWithReference(_ operation: OperationCase) { #expect(operation.failures() == []) }

  /// In inference a convolution takes the factor as it writes, and what follows as well.
  @Test func foldsIntoAConvolution() {
    let filter = Parameter(
      name: "filter", value: ReferenceArray.random([3, 3, 5, 7], seed: 1).tensor,
      layout: .convolutionFilter)
    let x = ReferenceArray.random([2, 6, 5, 5], seed: 2).tensor
    let residual = ReferenceArray.random([2, 6, 5, 7], seed: 3).tensor
    let convolution = Convolution(stride: 1, padding: 1)
    let folded =
      (Variable(x).convolved(with: filter, convolution).scaled(by: 0.25)
      + Variable(residual)).relu().value
    let plain = Variable(x).convolved(with: filter, convolution).value
    let expected = zip(plain.scalars, residual.scalars).map { Double(max(0.25 * $0 + $1, 0)) }
    #expect(folded.difference(from: ReferenceArray(plain.shape, expected), within: .float32) == nil)
  }
}
