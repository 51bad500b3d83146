import Autograd
import TensorCore
import TestSupport
import Testing

struct TapeTests {
  private func parameter(_ values: [Float], isTrainable: Bool = true) -> Parameter {
    Parameter(
      name: "w", value: Tensor(values, shape: [1, values.count]), isTrainable: isTrainable)
  }

  private let zero = Parameter(name: "b", value: Tensor([1]), isTrainable: false)

  @Test func lossesAreWeighted() {
    let tape = Tape()
    let x = tape.variable(Tensor([1, 2], shape: [1, 2]), requiresGradient: true)
    let a = x.linear(weight: parameter([3, 5]), bias: zero)
    let b = x.linear(weight: parameter([7, 11]), bias: zero)
    tape.backward(from: [(a, 2), (b, -1)])
    #expect(tape.gradient(of: x)?.scalars == [-1, -1])
  }

  @Test func lossMayBeNamedTwice() {
    let tape = Tape()
    let x = tape.variable(Tensor([1, 2], shape: [1, 2]), requiresGradient: true)
    let a = x.linear(weight: parameter([3, 5]), bias: zero)
    tape.backward(from: [(a, 1), (a, 1)])
    #expect(tape.gradient(of: x)?.scalars == [6, 10])
  }

  @Test func parametersSumOverTapes() {
    let w = parameter([0, 0])
    for _ in 0..<2 {
      let tape = Tape()
      let x = tape.variable(Tensor([1, 2], shape: [1, 2]))
      tape.backward(from: x.linear(weight: w, bias: zero))
    }
    #expect(w.gradient?.scalars == [2, 4])
    w.clearGradient()
    #expect(w.gradient == nil)
  }

  @Test func frozenParametersGetNone() {
    let w = parameter([3, 4], isTrainable: false)
    let tape = Tape()
    let x = tape.variable(Tensor([1, 2], shape: [1, 2]), requiresGradient: true)
    tape.backward(from: x.linear(weight: w, bias: zero))
    #expect(w.gradient == nil)
    #expect(tape.gradient(of: x)?.scalars == [3, 4])
  }

  @Test func detachedVariablesPassNothing() {
    let w = parameter([3, 4])
    let tape = Tape()
    let x = tape.variable(Tensor([1, 2], shape: [1, 2]), requiresGradient: true)
    let y = x.linear(weight: w, bias: zero)
    #expect(!y.detached.requiresGradient)
    tape.backward(from: x.linear(weight: parameter([1, 1]), bias: zero) + y.detached)
    #expect(w.gradient == nil)
    #expect(tape.gradient(of: x)?.scalars == [1, 1])
  }

  @Test func withoutTapeOnlyValues() {
    let y = Variable(Tensor([1, 2], shape: [1, 2])).linear(weight: parameter([3, 4]), bias: zero)
    #expect(y.value.scalar == 11 && !y.requiresGradient)
  }

  /// Gradients that two operations share are not changed in place by one of them.
  @Test func branchesDoNotDisturbEachOther() {
    let tape = Tape()
    let a = tape.variable(Tensor([-1, 2], shape: [2]), requiresGradient: true)
    let b = tape.variable(Tensor([5, 6], shape: [2]), requiresGradient: true)
    tape.backward(from: (a.relu() + b).summed())
    #expect(tape.gradient(of: a)?.scalars == [0, 1])
    #expect(tape.gradient(of: b)?.scalars == [1, 1])
  }
}
