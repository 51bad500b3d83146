import Autograd
import TensorCore
import TestSupport
import Testing

struct BatchNormOperationTests {
  private static func make(_ shape: Shape, relu: Bool, isOfBatch: Bool) -> OperationCase {
    let c = shape.channels
    let fixed =
      (
        mean: ReferenceArray.random([c], seed: 7), variance: .random([c], seed: 8, in: 0.5...2)
      ) as (mean: ReferenceArray, variance: ReferenceArray)
    return OperationCase(
      "batch norm of \(shape), \(isOfBatch ? "batch" : "fixed") statistics, \(relu ? "ReLU" : "linear")",
      inputs: [.random(shape, seed: 4, in: -2...3)],
      parameters: [.random([c], seed: 5, in: -1.5...1.5), .random([c], seed: 6)],
      tolerance: Tolerance(absolute: 1e-4, relative: 1e-4),
      operation: { x, p in
        let moments =
          isOfBatch
          ? x[0].moments()
          : ChannelMoments(mean: fixed.mean.tensor, variance: fixed.variance.tensor)
        return x[0].batchNormalized(
          BatchNormStatistics(
            mean: moments.mean, variance: moments.variance, isOfBatch: isOfBatch),
          gamma: p[0], beta: p[1], epsilon: 1e-5, relu: relu)
      },
      reference: { x, p in
        Reference.batchNorm(
          x[0], gamma: p[0], beta: p[1], epsilon: 1e-5, relu: relu,
          statistics: isOfBatch ? nil : (fixed.mean.values, fixed.variance.values))
      })
  }

  private static let cases: [OperationCase] =
    [1, 7, 8, 9, 17].flatMap { channels in
      [true, false].flatMap { relu in
        [true, false].map { make([3, 3, 5, channels], relu: relu, isOfBatch: $0) }
      }
    } + [
      make([6, 16], relu: true, isOfBatch: true),
      make([3, 41, 40, 9], relu: true, isOfBatch: true),
      make([2, 60, 60, 12], relu: false, isOfBatch: true),
    ]

  @Test(arguments: cases)
  func agreesWithReference(_ norm: OperationCase) { #expect(norm.failures() == []) }

  /// Far from zero, a single pass of sums of squares would lose the variance, and a plain sum the
  /// mean's last digits.
  @Test(arguments: [3, 8])
  func statisticsFarFromZero(channels: Int) {
    let x = ReferenceArray.random([2, 50, 50, channels], seed: 1, in: 999...1001)
    let expected = Reference.statistics(x)
    let moments = BatchNormalization.moments(of: x.tensor)
    let shape = Shape([channels])
    #expect(
      moments.mean.difference(
        from: ReferenceArray(shape, expected.mean), within: Tolerance(absolute: 0, relative: 1e-7))
        == nil)
    #expect(
      moments.variance.difference(
        from: ReferenceArray(shape, expected.variance),
        within: Tolerance(absolute: 0, relative: 1e-5)) == nil)
  }

  @Test func fixedStatisticsOfFrozenLayerPassGradients() {
    let tape = Tape()
    let x = tape.variable(Tensor([1, 3], shape: [2, 1]), requiresGradient: true)
    let gamma = Parameter(name: "gamma", value: Tensor([4], shape: [1]), isTrainable: false)
    let beta = Parameter(name: "beta", value: Tensor([0], shape: [1]), isTrainable: false)
    let y = x.batchNormalized(
      BatchNormStatistics(
        mean: Tensor([2], shape: [1]), variance: Tensor([4], shape: [1]), isOfBatch: false),
      gamma: gamma, beta: beta, epsilon: 0, relu: true)
    #expect(y.value.scalars == [0, 2])
    tape.backward(from: y.summed())
    #expect(tape.gradient(of: x)?.scalars == [0, 2])
    #expect(gamma.gradient == nil && beta.gradient == nil)
  }

  /// A network that diverged must show it, in whole lanes and in what is left of them.
  @Test func notANumberStays() {
    let tape = Tape()
    let gamma = Parameter(name: "gamma", value: Tensor([9], repeating: 1))
    let beta = Parameter(name: "beta", value: Tensor([9]))
    let statistics = BatchNormStatistics(
      mean: Tensor([9]), variance: Tensor([9], repeating: 1), isOfBatch: false)
    let x = tape.variable(Tensor([2, 9], repeating: .nan))
    for y in [
      x.relu(), x.batchNormalized(statistics, gamma: gamma, beta: beta, epsilon: 0, relu: true),
    ] {
      #expect(y.value.scalars.allSatisfy { $0.isNaN })
    }
  }
}
