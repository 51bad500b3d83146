import Autograd
import TensorCore

/// A differentiable operation at one size, and what it should do: one description drives the check
/// of values, of gradients, and of equality for any number of threads.
package struct OperationCase: Sendable, CustomStringConvertible {
  package let description: String
  let inputs, parameters: [ReferenceArray]
  let tolerance, gradientTolerance: Tolerance
  let groups: Int
  let operation: @Sendable ([Variable], [Parameter]) -> Variable
  let reference: @Sendable ([ReferenceArray], [ReferenceArray]) -> ReferenceArray

  /// - Parameters:
  ///   - groups: The most derivatives taken per input; see `gradientDifference`.
  ///   - operation: From variables with the values of `inputs` and parameters with those of
  ///     `parameters`.
  ///   - reference: The same as plain loops.
  package init(
    _ description: String, inputs: [ReferenceArray], parameters: [ReferenceArray] = [],
    tolerance: Tolerance = .float32, gradientTolerance: Tolerance? = nil, groups: Int = 64,
    operation: @escaping @Sendable ([Variable], [Parameter]) -> Variable,
    reference: @escaping @Sendable ([ReferenceArray], [ReferenceArray]) -> ReferenceArray
  ) {
    self.description = description
    self.inputs = inputs
    self.parameters = parameters
    self.tolerance = tolerance
    self.gradientTolerance = gradientTolerance ?? tolerance
    self.groups = groups
    self.operation = operation
    self.reference = reference
  }

  /// All that is wrong with values, gradients, threads and memory; empty if the operation is right.
  package func failures() -> [String] {
    MemoryCheck.isOn = true
    // Memory is checked when it is freed: by then the tensors of `differences` are gone.
    return differences().map { "\(description): \($0)" } + MemoryCheck.takeReports()
  }

  private func differences() -> [String] {
    let runs = Pools.results { run() }
    var found: [String] = []
    if let text = runs[0].output.difference(
      from: reference(inputs, parameters), within: tolerance)
    {
      found.append("values: \(text)")
    }
    found += gradientDifferences(runs[0].gradients)
    for (threads, other) in zip(2..., runs.dropFirst()) {
      for (a, b) in zip([runs[0].output] + runs[0].gradients, [other.output] + other.gradients) {
        if let text = b.bitDifference(from: a) { found.append("with \(threads) threads: \(text)") }
      }
    }
    return found
  }

  /// Runs the operation and its backward, from the loss `<output, cotangent>`.
  private func run() -> (output: Tensor, gradients: [Tensor]) {
    let tape = Tape()
    let variables = inputs.map { tape.variable($0.tensor, requiresGradient: true) }
    let weights = parameters.enumerated().map { Parameter(name: "\($0)", value: $1.tensor) }
    let output = operation(variables, weights)
    let count = output.shape.count
    let probe = Parameter(
      name: "probe", value: cotangent(count).reshaped(to: [1, count]).tensor, isTrainable: false)
    let zero = Parameter(name: "zero", value: Tensor([1]), isTrainable: false)
    tape.backward(from: output.reshaped(to: [1, count]).linear(weight: probe, bias: zero))
    return (
      output.value,
      variables.map { tape.gradient(of: $0) ?? Tensor($0.shape) }
        + weights.map { $0.gradient ?? Tensor($0.value.shape) }
    )
  }

  private func cotangent(_ count: Int) -> ReferenceArray { .random([count], seed: 271_828) }

  /// Compares the gradients with central differences of the reference, in Double.
  ///
  /// The scalars of each input are dealt to `groups` groups. All of a group move at once, each up
  /// or down at random, and the derivative in that direction is compared with the sum of their
  /// gradients: few runs, yet each scalar counts.
  private func gradientDifferences(_ gradients: [Tensor]) -> [String] {
    let all = inputs + parameters
    let weights = cotangent(reference(inputs, parameters).count).values
    func loss(_ arrays: [ReferenceArray]) -> Double {
      let n = inputs.count
      return zip(reference(Array(arrays[..<n]), Array(arrays[n...])).values, weights)
        .reduce(0) { $0 + $1.0 * $1.1 }
    }
    var generator = RandomGenerator(seed: 31_415)
    var found: [String] = []
    for (which, (array, gradient)) in zip(all, gradients).enumerated() {
      guard gradient.shape == array.shape else {
        found.append("gradient \(which) is \(gradient.shape), not \(array.shape)")
        continue
      }
      let scalars = gradient.scalars
      let order = array.values.indices.shuffled(using: &generator)
      let size = max(1, (order.count + groups - 1) / groups)
      for start in stride(from: 0, to: order.count, by: size) {
        let members = order[start..<min(order.count, start + size)]
          .map { (index: $0, sign: generator.chance(0.5) ? 1.0 : -1.0) }
        let step = 1e-5
        var (up, down) = (all, all)
        for (index, sign) in members {
          up[which].values[index] += step * sign
          down[which].values[index] -= step * sign
        }
        let expected = (loss(up) - loss(down)) / (2 * step)
        let got = members.reduce(0.0) { $0 + $1.sign * Double(scalars[$1.index]) }
        if !gradientTolerance.accepts(got, expected) {
          let (first, count) = (members[0].index, members.count)
          found.append(
            "gradient \(which): scalar \(first) and \(count - 1) others give \(got), not \(expected)"
          )
          break
        }
      }
    }
    return found
  }
}
