import Autograd
import TensorCore
import TestSupport
import Testing

struct DropoutOperationTests {
  /// The mask, seen through an input of ones.
  private static func mask(_ shape: Shape, _ probability: Float, seed: UInt64) -> Tensor {
    Tensor(shape, repeating: 1).dropout(probability: probability, seed: seed)
  }

  private static let cases = [1, 7, 8, 9, 17, 70_003].map { count in
    OperationCase(
      "dropout of \(count)", inputs: [.random([count], seed: 1)],
      gradientTolerance: Tolerance(absolute: 2e-4, relative: 1e-5),
      operation: { x, _ in x[0].droppedOut(probability: 0.3, seed: 5) },
      reference: { x, _ in
        let mask = mask(x[0].shape, 0.3, seed: 5).scalars
        return ReferenceArray(
          x[0].shape, zip(x[0].values, mask).map { $1 == 0 ? 0 : $0 / (1 - Double(Float(0.3))) })
      })
  }

  @Test(arguments: cases)
  func agreesWithReference(_ dropout: OperationCase) { #expect(dropout.failures() == []) }

  @Test func maskIsOfTheSeedAlone() {
    let mask = Self.mask([1000], 0.5, seed: 1)
    #expect(Self.mask([1000], 0.5, seed: 1).bitDifference(from: mask) == nil)
    #expect(Self.mask([10, 100], 0.5, seed: 1).scalars == mask.scalars)
    #expect(Self.mask([1000], 0.5, seed: 2).scalars != mask.scalars)
  }

  @Test(arguments: [0.1, 0.3, 0.5, 0.9] as [Float])
  func expectationIsKept(probability: Float) {
    let mask = Self.mask([100_000], probability, seed: 9).scalars
    let dropped = Double(mask.count { $0 == 0 }) / 100_000
    #expect(abs(dropped - Double(probability)) < 0.006)  // about four standard deviations
    #expect(mask.allSatisfy { $0 == 0 || $0 == 1 / (1 - probability) })
    // Neighbours are dropped independently.
    let pairs = zip(mask, mask.dropFirst()).count { $0 == 0 && $1 == 0 }
    #expect(abs(Double(pairs) / 100_000 - Double(probability * probability)) < 0.008)
  }

  @Test func probabilityZeroIsTheIdentity() {
    let x = Tape().variable(Tensor([1, 2, 3], shape: [3]))
    #expect(x.droppedOut(probability: 0, seed: 1).value.scalars == [1, 2, 3])
  }

  @Test func probabilityJustBelowOne() {
    let mask = Self.mask([1000], Float(1).nextDown, seed: 1)
    #expect(mask.scalars.allSatisfy { $0.isFinite })
  }
}
