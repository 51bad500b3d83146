import Autograd
import NeuralNet
import TensorCore
import TestSupport
import Testing

struct ParameterBuilderTests {
  @Test func namesAreTorchs() {
    let store = ParameterStore()
    let root = ParameterBuilder(store, seed: 1)
    _ = Conv2D(root / "conv1", inputChannels: 3, outputChannels: 8, kernelSize: 3, hasBias: true)
    _ = BatchNorm(root / "layer1" / 0 / "bn1", channels: 8)
    _ = Linear(root / "fc", inputs: 8, outputs: 2)
    _ = root.parameter("scale", [1], .constant(1))
    #expect(
      store.all.map(\.name) == [
        "conv1.weight", "conv1.bias", "layer1.0.bn1.weight", "layer1.0.bn1.bias",
        "layer1.0.bn1.running_mean", "layer1.0.bn1.running_var", "fc.weight", "fc.bias", "scale",
      ])
    #expect(store.trainable.map(\.name).allSatisfy { !$0.contains("running") })
    #expect(store.trainable.count == 7)
    #expect(store.weightCount == 3 * 3 * 3 * 8 + 8 + 8 + 8 + 16 + 2 + 1)
    #expect(store.all[0].layout == .convolutionFilter && store.all[6].layout == .asStored)
    #expect(store.all[0].value.shape == [3, 3, 3, 8] && store.all[6].value.shape == [2, 8])
  }

  /// A layer's start depends on the seed and its name, not on what was built before it.
  @Test func valuesDependOnSeedAndName() {
    func value(_ name: String, seed: UInt64, after others: Int = 0) -> [Float] {
      let builder = ParameterBuilder(ParameterStore(), seed: seed)
      for i in 0..<others { _ = builder.parameter("other\(i)", [5], .normal(standardDeviation: 1)) }
      return builder.parameter(name, [20], .normal(standardDeviation: 1)).value.scalars
    }
    #expect(value("a", seed: 1) == value("a", seed: 1, after: 3))
    #expect(value("a", seed: 1) != value("b", seed: 1))
    #expect(value("a", seed: 1) != value("a", seed: 2))
  }
}
