import Autograd
import NeuralNet
import TensorCore
import TestSupport
import Testing
import WideResNet

@Suite struct ResidualTrunkTests {
  @Test func featuresHaveTheirStridesAndChannels() throws {
    let trunk = try ResidualTrunk(
      ParameterBuilder(ParameterStore(), seed: 1), imageNetDepth: 18, width: 0.125)
    #expect(trunk.featureChannels == [8, 16, 32, 64])
    let features = trunk.features(Variable(Tensor([1, 70, 45, 3])), .inference)
    #expect(
      features.map(\.shape) == [[1, 18, 12, 8], [1, 9, 6, 16], [1, 5, 3, 32], [1, 3, 2, 64]])
    #expect(trunk.features(Variable(Tensor([1, 64, 64, 3])), .inference, upTo: 2).count == 2)
  }

  @Test func groupsCanBeRunOneByOne() throws {
    let trunk = try ResidualTrunk(
      ParameterBuilder(ParameterStore(), seed: 1), imageNetDepth: 18, width: 0.125)
    var generator = RandomGenerator(seed: 2)
    let picture = Tensor((0..<64 * 64 * 3).map { _ in generator.normal() }, shape: [1, 64, 64, 3])
    let features = trunk.features(Variable(picture), .inference)
    let last = trunk.group(4, of: trunk.group(3, of: features[1], .inference), .inference)
    #expect(last.value.bitDifference(from: features[3].value) == nil)
    // Of regions, any number of any size.
    let regions = trunk.group(4, of: Variable(Tensor([5, 14, 14, 32])), .inference)
    #expect(regions.shape == [5, 7, 7, 64])
  }

  /// Bottlenecks widen only inside.
  @Test func bottleneckFeatures() throws {
    let trunk = try ResidualTrunk(
      ParameterBuilder(ParameterStore(), seed: 1), imageNetDepth: 50, width: 0.25, groupCount: 2)
    #expect(trunk.featureChannels == [256, 512])
    let features = trunk.features(Variable(Tensor([1, 33, 32, 3])), .inference)
    #expect(features.map(\.shape) == [[1, 9, 8, 256], [1, 5, 4, 512]])
  }

  @Test func groupsThatAreNotWantedAreNotBuilt() throws {
    let store = ParameterStore()
    let trunk = try ResidualTrunk(
      ParameterBuilder(store, seed: 1) / "backbone", imageNetDepth: 18, width: 0.125, groupCount: 3)
    #expect(trunk.featureChannels == [8, 16, 32])
    #expect(store.all.allSatisfy { $0.name.hasPrefix("backbone.") })
    #expect(!store.all.contains { $0.name.contains("layer4") })
    let count = try ResidualTrunk.weightCount(imageNetDepth: 18, width: 0.125, groupCount: 3)
    #expect(count == Double(store.weightCount))
  }

  /// The first two groups alone would not fit.
  @Test func tooLargeForMemory() {
    let error = #expect(throws: NetworkError.self) {
      _ = try ResidualTrunk(
        ParameterBuilder(uninitialized: ParameterStore()), imageNetDepth: 34, width: 100,
        groupCount: 2)
    }
    #expect(
      error?.description
        == "the trunk WRN-34-100 has more than 3.5 billion weights; take a smaller width or depth.")
  }

  @Test func frozenBatchNormsKeepTheirStatistics() throws {
    let store = ParameterStore()
    let trunk = try ResidualTrunk(
      ParameterBuilder(store, seed: 1), imageNetDepth: 18, width: 0.125, groupCount: 1)
    trunk.isBatchNormFrozen = true
    let norms = store.all.filter { $0.name.contains("bn") || $0.name.contains("downsample.1") }
    #expect(norms.count == 24)
    #expect(norms.allSatisfy { !$0.isTrainable })
    let before = norms.map(\.value.scalars)
    let mode = Mode.training(RandomSource(RandomGenerator(seed: 0)))
    _ = trunk.features(Tape().variable(Tensor([2, 32, 32, 3], repeating: 1)), mode)
    #expect(norms.map(\.value.scalars) == before)
    trunk.isBatchNormFrozen = false
    #expect(store.trainable.count == store.all.count - 12)
  }

  @Test func initialValuesFollowTheAuthors() throws {
    let store = ParameterStore()
    _ = try NetworkConfiguration(family: .cifar, depth: 10, width: 4, classes: 10)
      .makeNetwork(ParameterBuilder(store, seed: 3))
    var checked = 0
    for parameter in store.all {
      let scalars = parameter.value.scalars
      let variance = parameter.value.squaredNorm() / Double(scalars.count)
      switch parameter.name {
      case "block3.layer.0.conv2.weight": #expect(abs(variance / (2.0 / (9 * 256)) - 1) < 0.02)
      case "block3.layer.0.bn1.weight":
        #expect(scalars.allSatisfy { (0..<1).contains($0) } && abs(variance - 1.0 / 3) < 0.1)
      case "fc.weight":
        #expect(scalars.allSatisfy { abs($0) <= 1.0 / 16 } && abs(variance * 3 * 256 - 1) < 0.1)
      case "fc.bias", "bn1.bias": #expect(scalars.allSatisfy { $0 == 0 })
      default: continue
      }
      checked += 1
    }
    #expect(checked == 5)
  }
}
