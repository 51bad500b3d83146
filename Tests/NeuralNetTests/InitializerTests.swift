import NeuralNet
import TensorCore
import Testing

struct InitializerTests {
  private func moments(_ initializer: Initializer) -> (mean: Double, deviation: Double, [Float]) {
    let builder = ParameterBuilder(ParameterStore(), seed: 5)
    let values = builder.parameter("w", [200, 500], initializer).value.scalars
    let mean = values.reduce(0.0) { $0 + Double($1) } / 100_000
    let variance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 100_000
    return (mean, variance.squareRoot(), values)
  }

  @Test func msra() {
    let (mean, deviation, values) = moments(.msra(fanIn: 9 * 32))
    let expected = (2.0 / (9 * 32)).squareRoot()
    #expect(abs(mean) < 0.02 * expected)
    #expect(abs(deviation - expected) < 0.01 * expected)
    // Normal, not uniform: some values beyond three deviations, about 0.27 %.
    let far = values.count { abs(Double($0)) > 3 * expected }
    #expect((200...350).contains(far))
  }

  @Test func torchLinear() {
    let (mean, deviation, values) = moments(.torchLinear(fanIn: 64))
    #expect(values.allSatisfy { abs($0) <= 0.125 })
    #expect(abs(mean) < 0.002)
    #expect(abs(deviation - 0.125 / 3.0.squareRoot()) < 0.001)
  }

  @Test func constants() {
    #expect(moments(.constant(0.25)).2.allSatisfy { $0 == 0.25 })
  }
}
