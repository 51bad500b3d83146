import Autograd
import TensorCore
import TestSupport
import Testing

struct PoolingOperationTests {
  private static let poolings = [
    Pooling(height: 2, width: 2, stride: 2), Pooling(height: 3, width: 3, stride: 2, padding: 1),
    Pooling(height: 3, width: 3, stride: 1, padding: 1), Pooling(height: 2, width: 3, stride: 3),
    Pooling(height: 2, width: 2, stride: 1, padding: 1), Pooling(height: 1, width: 1, stride: 2),
  ]
  private static let shapes: [Shape] = [
    [1, 3, 3, 1], [3, 5, 7, 7], [1, 7, 4, 8], [2, 6, 6, 9], [1, 9, 5, 17],
  ]

  private static func make(_ shape: Shape, _ p: Pooling) -> [OperationCase] {
    let name = "\(p.height)x\(p.width) stride \(p.stride) padding \(p.padding) of \(shape)"
    return [
      OperationCase(
        "max \(name)", inputs: [.distinct(shape, seed: 1)], groups: 256,
        operation: { x, _ in x[0].maxPooled(p) },
        reference: { x, _ in
          Reference.maxPool(
            x[0], height: p.height, width: p.width, stride: p.stride, padding: p.padding)
        }),
      OperationCase(
        "average \(name)", inputs: [.random(shape, seed: 1)], groups: 256,
        operation: { x, _ in x[0].averagePooled(p) },
        reference: { x, _ in
          Reference.averagePool(
            x[0], height: p.height, width: p.width, stride: p.stride, padding: p.padding)
        }),
    ]
  }

  private static let cases: [OperationCase] =
    shapes.flatMap { shape in poolings.flatMap { make(shape, $0) } }
    + make([2, 33, 35, 24], Pooling(height: 3, width: 3, stride: 2, padding: 1))
    + ([[3, 7, 5, 17], [1, 1, 1, 8], [2, 8, 8, 40], [2, 60, 60, 12]] as [Shape]).map { shape in
      OperationCase(
        "global average of \(shape)", inputs: [.random(shape, seed: 1)],
        operation: { x, _ in x[0].globallyAveraged() },
        reference: { x, _ in
          Reference.averagePool(x[0], height: shape[1], width: shape[2], stride: 1, padding: 0)
            .reshaped(to: [shape[0], shape[3]])
        })
    }

  @Test(arguments: cases)
  func agreesWithReference(_ pooling: OperationCase) { #expect(pooling.failures() == []) }

  /// The first of equal inputs wins, as in PyTorch; in lanes and in what is left of them.
  @Test(arguments: [1, 8, 9])
  func firstOfEqualWins(channels: Int) throws {
    let tape = Tape()
    let x = tape.variable(Tensor([1, 3, 3, channels], repeating: -2), requiresGradient: true)
    let y = x.maxPooled(Pooling(height: 3, width: 3, stride: 2, padding: 1))
    #expect(y.value.scalars.allSatisfy { $0 == -2 })
    tape.backward(from: y.summed())
    let gradient = try #require(tape.gradient(of: x))
    for c in 0..<channels {
      let picture = (0..<9).map { gradient[0, $0 / 3, $0 % 3, c] }
      #expect(picture == [1, 1, 0, 1, 1, 0, 0, 0, 0])
    }
  }

  /// NaN wins from any place of a window, as in PyTorch, with and without the winner's index.
  @Test(arguments: [1, 8, 9])
  func notANumberWins(channels: Int) throws {
    let pooling = Pooling(height: 3, width: 3)
    for place in 0..<9 {
      var scalars = (0..<9 * channels).map { Float($0) }
      for c in 0..<channels { scalars[place * channels + c] = .nan }
      let input = Tensor(scalars, shape: [1, 3, 3, channels])
      #expect(Variable(input).maxPooled(pooling).value.scalars.allSatisfy { $0.isNaN })
      let tape = Tape()
      let x = tape.variable(input, requiresGradient: true)
      let y = x.maxPooled(pooling)
      #expect(y.value.scalars.allSatisfy { $0.isNaN })
      tape.backward(from: y.summed())
      let gradient = try #require(tape.gradient(of: x)).scalars
      let expected = gradient.indices.map { $0 / channels == place ? 1 : 0 as Float }
      #expect(gradient == expected)
    }
  }

  @Test func valuesWithoutTapeAreTheSame() {
    let x = ReferenceArray.distinct([2, 7, 5, 9], seed: 3).tensor
    let pooling = Pooling(height: 3, width: 3, stride: 2, padding: 1)
    let recorded = Tape().variable(x).maxPooled(pooling).value
    #expect(Variable(x).maxPooled(pooling).value.bitDifference(from: recorded) == nil)
  }
}
