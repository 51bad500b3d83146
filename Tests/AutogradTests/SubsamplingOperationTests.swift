import Autograd
import TensorCore
import TestSupport
import Testing

struct SubsamplingOperationTests {
  private static let subsamplings = [
    Subsampling(stride: 1), Subsampling(stride: 2), Subsampling(stride: 3, zerosAfter: 1),
    Subsampling(stride: 2, zerosBefore: 8, zerosAfter: 8),
    Subsampling(stride: 1, zerosBefore: 5, zerosAfter: 2),
  ]
  private static let shapes: [Shape] = [
    [1, 1, 1, 1], [2, 4, 4, 8], [3, 5, 7, 7], [1, 7, 4, 9], [2, 33, 35, 24],
  ]

  private static let cases = shapes.flatMap { shape in
    subsamplings.map { subsampling in
      OperationCase(
        "stride \(subsampling.stride), zeros \(subsampling.zerosBefore) and"
          + " \(subsampling.zerosAfter), of \(shape)",
        inputs: [.random(shape, seed: 1)], tolerance: .exact,
        gradientTolerance: Tolerance(absolute: 1e-4, relative: 1e-5),
        operation: { x, _ in x[0].subsampled(subsampling) },
        reference: { x, _ in reference(x[0], subsampling) })
    }
  }

  private static func reference(_ x: ReferenceArray, _ s: Subsampling) -> ReferenceArray {
    let (n, h, w, c) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let rows = Array(stride(from: 0, to: h, by: s.stride))
    let columns = Array(stride(from: 0, to: w, by: s.stride))
    var y = ReferenceArray([n, rows.count, columns.count, s.zerosBefore + c + s.zerosAfter])
    for i in 0..<n {
      for (oy, iy) in rows.enumerated() {
        for (ox, ix) in columns.enumerated() {
          for channel in 0..<c { y[i, oy, ox, s.zerosBefore + channel] = x[i, iy, ix, channel] }
        }
      }
    }
    return y
  }

  @Test(arguments: cases)
  func agreesWithReference(_ operation: OperationCase) { #expect(operation.failures() == []) }

  /// The gradient is added to what another use of the input gave.
  @Test func twoUses() {
    let tape = Tape()
    let x = tape.variable(Tensor([1, 2, 2, 1], repeating: 1), requiresGradient: true)
    let sum = x.subsampled(Subsampling(stride: 2)).summed() + x.summed()
    tape.backward(from: sum)
    #expect(tape.gradient(of: x)?.scalars == [2, 1, 1, 1])
  }
}
