import Autograd
import TensorCore
import TestSupport
import Testing

struct DropoutOperationTests {
  /// The mask, seen through an input of ones.
  private static func mask(_ shape: Shape, _ probability: Float, seed: UInt64) -> Tensor {
    var ones = Tensor(shape, repeating: 1)
    ones.dropOut(DropoutMask(count: shape.count, probability: probability, seed: seed))
    return ones
  }

  private static let cases = [1, 7, 8, 9, 17, 255, 257, 70_003].map { count in
    OperationCase(
      "dropout of \(count)", inputs: [.random([count], seed: 1)],
      gradientTolerance: Tolerance(absolute: 2e-4, relative: 1e-5),
      operation: { x, _ in x[0].droppedOut(probability: 0.3, seed: 5) },
      reference: { x, _ in Reference.dropout(x[0], probability: 0.3, seed: 5) })
  }

  @Test(arguments: cases)
  func agreesWithReference(_ dropout: OperationCase) { #expect(dropout.failures() == []) }

  /// A run that is resumed, or repeated with a later version, drops the same elements.
  @Test func bitsStayTheSame() {
    func kept(_ seed: UInt64) -> String {
      Self.mask([64], 0.3, seed: seed).scalars.map { $0 == 0 ? "0" : "1" }.joined()
    }
    #expect(kept(5) == "0111110000111010001101001111110101111110111100111110011111111111")
    #expect(
      kept(0x0123_4567_89AB_CDEF)
        == "1111110101111110111101101111110111100100011000100111110011110011")
  }

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

  /// What is dropped is zero, whatever it was.
  @Test func whatIsNotFiniteIsDropped() {
    let x = Variable(Tensor([40], repeating: .infinity))
    let mask = Self.mask([40], 0.5, seed: 1).scalars
    let y = x.droppedOut(probability: 0.5, seed: 1).value.scalars
    #expect(zip(y, mask).allSatisfy { $0 == ($1 == 0 ? 0 : .infinity) })
  }
}
