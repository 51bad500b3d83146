import Foundation
import TensorCore
import TestSupport
import Testing

/// The exponentials inside sigmoid and softmax, over the whole range of Float and at all lengths.
struct ExponentialTests {
  /// Dense around 0, at powers of two, and where results become subnormal, zero or one.
  private static let values: [Float] = {
    var values: [Float] = [0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, 88.7, 104]
    values += (0..<30_000).map { Float($0) * 0.004 - 0.5 }
    values += (-149...127).map { Float(sign: .plus, exponent: $0, significand: 1.25) }
    return values + values.map { -$0 }
  }()

  private func check(_ got: Float, _ expected: Double, _ relative: Double, _ x: Float) {
    // Subnormal results have steps of the least magnitude.
    let steps = 2 * Double(Float.leastNonzeroMagnitude)
    #expect(abs(Double(got) - expected) <= max(relative * expected, steps), "\(x)")
  }

  @Test func sigmoid() {
    let y = Tensor(Self.values, shape: [Self.values.count]).sigmoid().scalars
    for (x, got) in zip(Self.values, y) {
      let e = exp(-abs(Double(x)))
      check(got, x < 0 ? e / (1 + e) : 1 / (1 + e), 2.5e-7, x)
    }
  }

  /// Pairs of 0 and a negative number: the second is its exponential over one more.
  @Test func softmax() {
    for x in Self.values where x.isFinite {
      let y = Tensor([0, x], shape: [2]).softmax().scalars
      let e = exp(-abs(Double(x)))
      check(y[x > 0 ? 1 : 0], 1 / (1 + e), 2.5e-7, x)
      check(y[x > 0 ? 0 : 1], e / (1 + e), 2.5e-7, x)
    }
  }

  @Test func notANumber() {
    for count in 1...17 {
      for place in 0..<count {
        var values = [Float](repeating: 1, count: count)
        values[place] = .nan
        let x = Tensor(values, shape: [1, count])
        #expect(x.softmax().scalars.allSatisfy { $0.isNaN })
        #expect(x.sigmoid().scalars.map { $0.isNaN } == values.map { $0.isNaN })
      }
    }
  }

  @Test(arguments: [1, 2, 4, 7, 8, 9, 15, 16, 17, 81, 1000])
  func everyLength(columns: Int) {
    MemoryCheck.isOn = true
    // Sixty-fourths: Float holds their differences exactly.
    let x = ReferenceArray.random([5, columns], seed: 3, in: -20...20)
      .map { ($0 * 64).rounded() / 64 }
    let rows = (0..<5).flatMap { r -> [Double] in
      let terms = (0..<columns).map { exp(x[r, $0]) }
      return terms.map { $0 / terms.reduce(0, +) }
    }
    let tolerance = Tolerance(absolute: 1e-37, relative: 5e-7)
    for (got, expected) in [
      (x.tensor.softmax(), ReferenceArray(x.shape, rows)),
      (x.tensor.sigmoid(), x.map { 1 / (1 + exp(-$0)) }),
    ] {
      #expect(got.difference(from: expected, within: tolerance) == nil)
    }
    #expect(MemoryCheck.takeReports() == [])
  }

  /// One small probability is a loss of its own exponential: the logarithm keeps all digits.
  @Test func binaryCrossEntropy() {
    for x in Self.values where x.isFinite {
      let logits = Tensor([x], shape: [1])
      let one = Tensor([1], repeating: 1)
      let expected = max(-Double(x), 0) + log1p(exp(-abs(Double(x))))
      check(logits.binaryCrossEntropy(targets: one, weights: one), expected, 4e-7, x)
    }
  }
}
