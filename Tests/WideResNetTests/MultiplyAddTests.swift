import Autograd
import NeuralNet
import TensorCore
import Testing
import WideResNet

/// Multiply-adds per picture, against counts of the same networks in PyTorch.
@Suite struct MultiplyAddTests {
  @Test(arguments: [
    (NetworkConfiguration(family: .cifar, depth: 10, classes: 10), [32, 32], 12_501_632),
    (.init(family: .cifar, depth: 28, width: 10, classes: 10), [32, 32], 5_243_328_768),
    (
      .init(family: .cifar, depth: 40, width: 2, block: [1, 3, 1], classes: 10), [32, 32],
      208_061_696
    ),
    (
      .init(family: .cifar, depth: 40, width: 2, block: [3, 1, 3], classes: 10), [32, 32],
      346_473_728
    ),
    (
      .init(family: .cifar, depth: 40, width: 2, block: [3, 1], classes: 10), [32, 32], 176_604_416
    ),
    (.init(family: .cifar, architecture: .original, depth: 20, classes: 10), [32, 32], 40_551_040),
    (
      .init(family: .cifar, architecture: .preActivation, depth: 164, classes: 10), [32, 32],
      244_500_992
    ),
    (.init(family: .imagenet, depth: 18, classes: 1000), [64, 96], 222_580_736),
    (
      .init(family: .imagenet, depth: 18, shortcut: .alwaysProjected, classes: 1000), [64, 96],
      230_445_056
    ),
    (.init(family: .imagenet, depth: 34, width: 2, classes: 1000), [64, 64], 1_151_508_480),
    (.init(family: .imagenet, depth: 50, classes: 1000), [64, 96], 502_513_664),
    (.init(family: .imagenet, depth: 50, width: 2, classes: 1000), [64, 96], 1_397_473_280),
    (.init(family: .imagenet, depth: 152, classes: 1000), [64, 96], 1_411_629_056),
  ])
  func count(_ configuration: NetworkConfiguration, size: [Int], expected: Int) throws {
    let network = try configuration.makeNetwork(ParameterBuilder(ParameterStore(), seed: 0))
    let profile = Profile()
    Profile.$current.withValue(profile) {
      _ = network(Variable(Tensor([1, size[0], size[1], 3])), .inference)
    }
    #expect(profile.multiplyAdds == expected)
  }
}
