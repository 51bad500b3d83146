import Autograd
import NeuralNet
import TensorCore
import Testing
import WideResNet

/// Multiply-adds per picture, against counts of the same networks in PyTorch.
@Suite struct MultiplyAddTests {
  @Test(arguments: [
    (NetworkConfiguration.Family.cifar, 10, 1.0, 10, 32, 32, 12_501_632),
    (.cifar, 28, 10.0, 10, 32, 32, 5_243_328_768),
    (.imagenet, 18, 1.0, 1000, 64, 96, 222_580_736),
    (.imagenet, 34, 2.0, 1000, 64, 64, 1_151_508_480),
  ])
  func count(
    family: NetworkConfiguration.Family, depth: Int, width: Double, classes: Int, height: Int,
    pixels: Int, expected: Int
  ) throws {
    let configuration = NetworkConfiguration(
      family: family, depth: depth, width: width, classes: classes)
    let network = try configuration.makeNetwork(ParameterBuilder(ParameterStore(), seed: 0))
    let profile = Profile()
    Profile.$current.withValue(profile) {
      _ = network(Variable(Tensor([1, height, pixels, 3])), .inference)
    }
    #expect(profile.multiplyAdds == expected)
  }
}
