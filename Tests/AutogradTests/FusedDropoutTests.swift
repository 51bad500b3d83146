import Autograd
import TensorCore
import TestSupport
import Testing

/// Dropout that a convolution applies as it reads its input and as it writes that input's gradient, in
/// all the ways in which what stands around it can be fused as well.
struct FusedDropoutTests {
  private typealias Arrays = [ReferenceArray]

  private static func dropout(_ x: ReferenceArray) -> ReferenceArray {
    Reference.dropout(x, probability: 0.3, seed: 7)
  }

  private static func batchNorm(_ x: ReferenceArray, _ p: Arrays) -> ReferenceArray {
    Reference.batchNorm(x, gamma: p[0], beta: p[1], epsilon: 1e-5, relu: true)
  }

  private static func sum(_ a: ReferenceArray, _ b: ReferenceArray) -> ReferenceArray {
    ReferenceArray(a.shape, zip(a.values, b.values).map { $0 + $1 })
  }

  /// Parameters: gamma and beta, a filter of `kernel`, one of 1x1.
  private static func make(
    _ name: String, channels: Int = 8, kernel: Int = 3, size: (Int, Int) = (6, 5),
    operation: @escaping @Sendable (Variable, [Parameter]) -> Variable,
    reference: @escaping @Sendable (ReferenceArray, [ReferenceArray]) -> ReferenceArray
  ) -> OperationCase {
    let bound = (3 / Float(kernel * kernel * channels)).squareRoot()
    return OperationCase(
      "\(name), \(kernel)x\(kernel), \(channels) channels",
      inputs: [.random([2, size.0, size.1, channels], seed: 1, in: -2...2)],
      parameters: [
        .random([channels], seed: 2, in: 0.5...1.5), .random([channels], seed: 3),
        .random([kernel, kernel, channels, channels], seed: 4, in: -bound...bound),
        .random([1, 1, channels, channels], seed: 5, in: -0.5...0.5),
      ],
      tolerance: Tolerance(absolute: 1e-3, relative: 1e-4), groups: 40,
      operation: { operation($0[0], $1) }, reference: { reference($0[0], $1) })
  }

  /// The block of a wide network: by Winograd with 8 and 16 channels at stride 1, else by tap.
  private static let blocks = [
    (8, 3, 1), (16, 3, 1), (3, 3, 1), (9, 3, 1), (8, 3, 2), (20, 3, 2), (5, 1, 1), (24, 1, 1),
    (8, 1, 2), (4, 5, 1),
  ].map { channels, kernel, stride in
    make(
      "BN, ReLU, dropout, convolution with stride \(stride)", channels: channels, kernel: kernel
    ) { x, p in
      x.normalized(p[0], p[1], relu: true).droppedOut(probability: 0.3, seed: 7)
        .convolved(with: p[2], Convolution(stride: stride, padding: kernel / 2))
    } reference: { x, p in
      Reference.convolution(dropout(batchNorm(x, p)), p[2], stride: stride, padding: kernel / 2)
    }
  }

  private static let others = [
    make("a shortcut reads what is normalised") { x, p in
      let y = x.normalized(p[0], p[1], relu: true)
      return y.droppedOut(probability: 0.3, seed: 7).convolved(with: p[2], Convolution(padding: 1))
        + y.convolved(with: p[3], Convolution())
    } reference: { x, p in
      let y = batchNorm(x, p)
      return sum(
        Reference.convolution(dropout(y), p[2], stride: 1, padding: 1),
        Reference.convolution(y, p[3], stride: 1, padding: 0))
    },
    make("a shortcut reads what is dropped out") { x, p in
      let y = x.normalized(p[0], p[1], relu: true).droppedOut(probability: 0.3, seed: 7)
      return y.convolved(with: p[2], Convolution(padding: 1))
        + y.convolved(with: p[3], Convolution())
    } reference: { x, p in
      let y = dropout(batchNorm(x, p))
      return sum(
        Reference.convolution(y, p[2], stride: 1, padding: 1),
        Reference.convolution(y, p[3], stride: 1, padding: 0))
    },
    make("both summands are dropped out", channels: 12) { x, p in
      let y = x.normalized(p[0], p[1], relu: true).droppedOut(probability: 0.3, seed: 7)
      return (y + x.droppedOut(probability: 0.5, seed: 8)).convolved(with: p[3], Convolution())
    } reference: { x, p in
      let y = sum(
        dropout(batchNorm(x, p)), Reference.dropout(x, probability: 0.5, seed: 8))
      return Reference.convolution(y, p[3], stride: 1, padding: 0)
    },
    make("dropout of a convolution") { x, p in
      x.convolved(with: p[2], Convolution(padding: 1)).droppedOut(probability: 0.3, seed: 7)
        .convolved(with: p[3], Convolution())
    } reference: { x, p in
      let y = Reference.convolution(x, p[2], stride: 1, padding: 1)
      return Reference.convolution(dropout(y), p[3], stride: 1, padding: 0)
    },
    make("dropout of dropout") { x, p in
      x.normalized(p[0], p[1], relu: true).droppedOut(probability: 0.3, seed: 7)
        .droppedOut(probability: 0.5, seed: 8).convolved(with: p[2], Convolution(padding: 1))
    } reference: { x, p in
      let y = Reference.dropout(dropout(batchNorm(x, p)), probability: 0.5, seed: 8)
      return Reference.convolution(y, p[2], stride: 1, padding: 1)
    },
  ]

  private static let cases = blocks + others

  @Test(arguments: cases)
  func agreesWithReference(_ composition: OperationCase) {
    #expect(composition.failures() == [])
  }

  @Test(arguments: cases)
  func plainPathAgrees(_ composition: OperationCase) {
    #expect(ConvolutionPath.$isDirect.withValue(true) { composition.failures() } == [])
  }
}
