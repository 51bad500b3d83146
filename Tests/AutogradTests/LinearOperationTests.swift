import Autograd
import TensorCore
import TestSupport
import Testing

struct LinearOperationTests {
  private static let sizes = [
    (1, 1, 1), (1, 17, 9), (3, 8, 8), (2, 7, 17), (5, 40, 1), (33, 16, 70), (130, 9, 5),
    (7, 300, 90),
  ]

  private static let cases = sizes.map { rows, inputs, outputs in
    OperationCase(
      "[\(rows), \(inputs)] to \(outputs)", inputs: [.random([rows, inputs], seed: 1)],
      parameters: [.random([outputs, inputs], seed: 2), .random([outputs], seed: 3)],
      gradientTolerance: Tolerance(absolute: 2e-4, relative: 2e-5),
      operation: { $0[0].linear(weight: $1[0], bias: $1[1]) },
      reference: { Reference.linear($0[0], weight: $1[0], bias: $1[1]) })
  }

  @Test(arguments: cases)
  func agreesWithReference(_ linear: OperationCase) { #expect(linear.failures() == []) }

  /// Without a tape the weight is packed, anew once it has changed; the last is larger than a cache.
  @Test(arguments: sizes + [(0, 4, 3), (400, 1000, 530)])
  func withoutTape(rows: Int, inputs: Int, outputs: Int) {
    MemoryCheck.isOn = true
    do {  // Memory is checked when it is freed.
      let x = ReferenceArray.random([rows, inputs], seed: 1)
      let weights = [2, 4].map { ReferenceArray.random([outputs, inputs], seed: $0) }
      let bias = ReferenceArray.random([outputs], seed: 3)
      let runs = Pools.results {
        let weight = Parameter(name: "weight", value: weights[0].tensor)
        let shift = Parameter(name: "bias", value: bias.tensor)
        return weights.map {
          weight.value = $0.tensor
          return Variable(x.tensor).linear(weight: weight, bias: shift).value
        }
      }
      for (found, weight) in zip(runs[0], weights) {
        #expect(
          found.difference(
            from: Reference.linear(x, weight: weight, bias: bias),
            within: Tolerance(absolute: 1e-4, relative: 1e-4)) == nil)
      }
      for run in runs.dropFirst() {
        for (found, expected) in zip(run, runs[0]) {
          #expect(found.bitDifference(from: expected) == nil)
        }
      }
    }
    #expect(MemoryCheck.takeReports() == [])
  }

  @Test func noRows() {
    let tape = Tape()
    let weight = Parameter(name: "w", value: Tensor([3, 4], repeating: 1))
    let bias = Parameter(name: "b", value: Tensor([3], repeating: 1))
    let y = tape.variable(Tensor([0, 4]), requiresGradient: true).linear(weight: weight, bias: bias)
    #expect(y.shape == [0, 3])
    tape.backward(from: y.softmaxCrossEntropy(labels: []))
    #expect(weight.gradient?.scalars.allSatisfy { $0 == 0 } ?? true)
    #expect(bias.gradient?.scalars.allSatisfy { $0 == 0 } ?? true)
  }
}
