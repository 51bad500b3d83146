import Autograd
import TensorCore
import Testing

@Suite struct ProfileTests {
  private let filter = Parameter(
    name: "net.conv1.weight", value: Tensor([3, 3, 4, 8], repeating: 0.1),
    layout: .convolutionFilter)

  @Test func chargesOperationsToPhasesAndLayers() {
    let profile = Profile()
    Profile.$current.withValue(profile) {
      profile.enter("forward")
      let tape = Tape()
      let input = tape.variable(Tensor([2, 5, 5, 4], repeating: 1))
      let output = input.convolved(with: filter, Convolution(stride: 2, padding: 1))
      let loss = output.relu().flattened().softmaxCrossEntropy(labels: [0, 1])
      tape.backward(from: loss)
      profile.enter(nil)
    }
    // Outside a phase nothing is charged.
    profile.mark("late")
    let entries = profile.entries.filter { $0.kind != "other" }
    let forward = ["Convolution 3x3 / 2", "ReLU", "Reshape", "SoftmaxCrossEntropy"]
    #expect(entries.filter { $0.phase == "forward" }.map(\.kind) == forward)
    #expect(entries.filter { $0.phase == "backward" }.map(\.kind) == forward.reversed())
    #expect(entries.filter { $0.layer != nil }.map(\.layer) == ["net.conv1", "net.conv1"])
    #expect(entries.allSatisfy { $0.seconds >= 0 })
  }

  @Test func countsMultiplyAddsOfForwardOnly() {
    let weight = Parameter(name: "fc.weight", value: Tensor([10, 72]))
    let bias = Parameter(name: "fc.bias", value: Tensor([10]))
    let profile = Profile()
    Profile.$current.withValue(profile) {
      let tape = Tape()
      let input = tape.variable(Tensor([2, 5, 5, 4], repeating: 1), requiresGradient: true)
      let map = input.convolved(with: filter, Convolution(stride: 2, padding: 1))
      let logits = map.flattened().linear(weight: weight, bias: bias)
      tape.backward(from: logits.softmaxCrossEntropy(labels: [0, 1]))
    }
    #expect(profile.multiplyAdds == 2 * (3 * 3 * 8 * 9 * 4 + 72 * 10))
    // Forward was in no phase.
    #expect(profile.entries.allSatisfy { $0.phase == "backward" })
  }

  @Test func sameCountWithoutATape() {
    let profile = Profile()
    let output = Profile.$current.withValue(profile) {
      Variable(Tensor([1, 6, 6, 4])).convolved(with: filter, Convolution(padding: 1))
        .maxPooled(Pooling(height: 2, width: 2, stride: 2))
    }
    #expect(output.shape == [1, 3, 3, 8])
    #expect(profile.multiplyAdds == 6 * 6 * 8 * 9 * 4)
  }

  @Test func nothingIsChargedWithoutAProfile() {
    #expect(Profile.current == nil)
  }
}
