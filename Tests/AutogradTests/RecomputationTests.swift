import Autograd
import TensorCore
import TestSupport
import Testing

/// Values that backward computes again instead of keeping: normalise, ReLU and dropout in front of
/// a convolution.
struct RecomputationTests {
  private static func make(_ channels: Int, kernel: Int) -> OperationCase {
    let shape: Shape = [2, 5, 4, channels]
    let convolution = Convolution(padding: kernel / 2)
    return OperationCase(
      "BN, ReLU, dropout, \(kernel)x\(kernel) convolution of \(channels) channels",
      inputs: [.random(shape, seed: 1, in: -2...2)],
      parameters: [
        .random([channels], seed: 2, in: 0.5...1.5), .random([channels], seed: 3),
        .random([kernel, kernel, channels, 8], seed: 4, in: -0.3...0.3),
        .random([channels], seed: 5, in: 0.5...1.5), .random([channels], seed: 6),
      ],
      tolerance: Tolerance(absolute: 1e-3, relative: 1e-4), groups: 40,
      operation: { x, p in
        let first = x[0].normalized(p[0], p[1], relu: true).droppedOut(probability: 0.25, seed: 3)
        // A second normalisation whose own input is recomputed.
        let second = first.normalized(p[3], p[4], relu: false)
        return second.convolved(with: p[2], convolution)
      },
      reference: { x, p in
        let first = Reference.dropout(
          Reference.batchNorm(x[0], gamma: p[0], beta: p[1], epsilon: 1e-5, relu: true),
          probability: 0.25, seed: 3)
        let second = Reference.batchNorm(
          first, gamma: p[3], beta: p[4], epsilon: 1e-5, relu: false)
        return Reference.convolution(second, p[2], stride: 1, padding: kernel / 2)
      })
  }

  private static let cases = [
    make(3, kernel: 1), make(8, kernel: 3), make(9, kernel: 3), make(16, kernel: 3),
  ]

  @Test(arguments: cases)
  func agreesWithReference(_ composition: OperationCase) {
    #expect(composition.failures() == [])
  }

  /// One recomputed value feeds two branches whose sum goes on: a residual block's shape.
  @Test func residualBlock() {
    let block = OperationCase(
      "residual block", inputs: [.random([2, 4, 5, 8], seed: 1)],
      parameters: [
        .random([8], seed: 2, in: 0.5...1.5), .random([8], seed: 3),
        .random([3, 3, 8, 8], seed: 4, in: -0.3...0.3),
        .random([1, 1, 8, 8], seed: 5, in: -0.5...0.5),
      ],
      tolerance: Tolerance(absolute: 1e-3, relative: 1e-4),
      operation: { x, p in
        let y = x[0].normalized(p[0], p[1], relu: true)
        return y.convolved(with: p[2], Convolution(padding: 1))
          + y.convolved(with: p[3], Convolution()) + x[0]
      },
      reference: { x, p in
        let y = Reference.batchNorm(x[0], gamma: p[0], beta: p[1], epsilon: 1e-5, relu: true)
        let a = Reference.convolution(y, p[2], stride: 1, padding: 1).values
        let b = Reference.convolution(y, p[3], stride: 1, padding: 0).values
        return ReferenceArray(
          x[0].shape, x[0].values.indices.map { a[$0] + b[$0] + x[0].values[$0] })
      })
    #expect(block.failures() == [])
  }
}
