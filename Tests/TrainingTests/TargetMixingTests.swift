import Autograd
import Foundation
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct TargetMixingTests {
  private let logits = Tensor(
    [1.5, -0.25, 0.5, 2, 0, 3, -1, 0.75, -2, 0.5, 0.25, 1], shape: [3, 4])

  /// `torch.nn.CrossEntropyLoss(label_smoothing=0.1)` in float64, PyTorch 2.13.
  @Test func smoothsAsPyTorch() throws {
    var pictures = Tensor([3, 2, 2, 3])
    let targets = TargetMixing(smoothing: 0.1).targets(
      labels: [3, 1, 0], classes: 4, mixing: &pictures, using: RandomGenerator(seed: 1))
    let tape = Tape()
    let x = tape.variable(logits, requiresGradient: true)
    let loss = x.softmaxCrossEntropy(targets: targets)
    tape.backward(from: loss)
    #expect(Tolerance.float32.accepts(Double(loss.value.scalar), 1.5731282731820269))
    let expected = ReferenceArray(
      [3, 4],
      [
        0.0961476, 0.00982273, 0.03010306, -0.13607339, 0.00580869, -0.02428324, -0.00313077,
        0.02160533, -0.30053711, 0.08664406, 0.06563514, 0.14825792,
      ])
    let gradient = try #require(tape.gradient(of: x))
    #expect(gradient.difference(from: expected, within: .float32) == nil)
  }

  /// Pictures and targets are mixed with the same share, each with its partner from the other end.
  @Test(arguments: [1, 2, 5, 6])
  func mixesWithTheReverse(count: Int) throws {
    let original = (0..<count).flatMap { [Float($0), Float(10 * $0), 1] as [Float] }
    var shares: Set<Float> = []
    for seed in 0..<50 as Range<UInt64> {
      var pictures = Tensor(original, shape: [count, 1, 1, 3])
      let targets = TargetMixing(alpha: 0.4).targets(
        labels: Array(0..<count), classes: count, mixing: &pictures,
        using: RandomGenerator(seed: seed))
      // The first picture alone holds something of the first class.
      let share = count == 1 ? 1 : targets[0, 0]
      #expect((0.5...1).contains(share))
      shares.insert(share)
      for i in 0..<count {
        let other = count - 1 - i
        let expected = share * Float(i) + (1 - share) * Float(other)
        #expect(abs(pictures[i, 0, 0, 0] - expected) < 1e-5)
        #expect(abs(pictures[i, 0, 0, 1] - 10 * expected) < 1e-4)
        #expect(abs(pictures[i, 0, 0, 2] - 1) < 1e-6)
        for c in 0..<count {
          let target = (c == i ? share : 0) + (c == other ? 1 - share : 0)
          #expect(abs(targets[i, c] - target) < 1e-6)
        }
      }
    }
    #expect(count == 1 || shares.count > 30)
  }

  /// The distribution function of Beta(alpha, alpha) where it is elementary: uniform for 1, the
  /// arcsine for 1/2, `3 x^2 - 2 x^3` for 2.
  @Test(arguments: [1, 0.5, 2] as [Double])
  func betaNumbers(alpha: Double) {
    var generator = RandomGenerator(seed: 9)
    let count = 20_000
    let numbers = (0..<count).map { _ in generator.beta(alpha) }.sorted()
    #expect(numbers.allSatisfy { (0...1).contains($0) })
    // Kolmogorov and Smirnov: above 1.95 / sqrt(n) once in a thousand.
    let distance =
      numbers.enumerated().map { index, x in
        abs(distribution(x, alpha) - (Double(index) + 0.5) / Double(count))
      }.max() ?? 1
    #expect(distance < 1.95 / Double(count).squareRoot(), "\(distance)")
  }

  private func distribution(_ x: Double, _ alpha: Double) -> Double {
    switch alpha {
    case 1: x
    case 2: x * x * (3 - 2 * x)
    default: 2 / .pi * asin(x.squareRoot())
    }
  }

  /// The variance is `1 / (8 alpha + 4)`; gamma variates of the smallest alphas are below any Double.
  @Test(arguments: [0.001, 0.1, 0.2, 50])
  func momentsOfBeta(alpha: Double) {
    var generator = RandomGenerator(seed: 3)
    let numbers = (0..<20_000).map { _ in generator.beta(alpha) }
    let mean = numbers.reduce(0, +) / 20_000
    let variance = numbers.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / 20_000
    let expected = 1 / (8 * alpha + 4)
    #expect(abs(mean - 0.5) < 5 * (expected / 20_000).squareRoot())
    #expect(abs(variance / expected - 1) < 0.05)
  }
}
