import Autograd
import NeuralNet
import Testing
import WideResNet

/// The exact counts behind the paper's tables.
@Suite struct ParameterCountTests {
  static let cifar: [(depth: Int, width: Double, classes: Int, count: Int)] = [
    (10, 1, 10, 77_850), (16, 4, 10, 2_748_890), (16, 4, 100, 2_772_020), (16, 8, 10, 10_961_370),
    (16, 8, 100, 11_007_540), (16, 10, 10, 17_116_634), (16, 10, 100, 17_174_324),
    (22, 8, 10, 17_158_106), (22, 8, 100, 17_204_276), (22, 10, 10, 26_797_914),
    (22, 10, 100, 26_855_604), (28, 2, 10, 1_467_610), (28, 10, 10, 36_479_194),
    (28, 10, 100, 36_536_884), (28, 12, 10, 52_517_850), (28, 12, 100, 52_587_060),
    (34, 10, 10, 46_160_474), (40, 1, 10, 563_930), (40, 1, 100, 569_780), (40, 2, 10, 2_243_546),
    (40, 2, 100, 2_255_156), (40, 4, 10, 8_949_210), (40, 4, 100, 8_972_340),
    (40, 8, 10, 35_748_314), (40, 8, 100, 35_794_484), (40, 10, 10, 55_841_754),
    (40, 10, 100, 55_899_444), (52, 1, 10, 758_362), (52, 1, 100, 764_212),
  ]

  static let imagenet: [(depth: Int, width: Double, count: Int)] = [
    (18, 1, 11_689_512), (18, 1.5, 25_875_816), (18, 2, 45_618_216), (18, 3, 101_783_976),
    (34, 1, 21_797_672), (34, 1.5, 48_613_608), (34, 2, 86_036_008), (34, 3, 192_712_872),
  ]

  /// Tables 2, 3, 5 and 8; ResNet-20 to 56 as PyTorch counts the akamaster port.
  static let others: [(NetworkConfiguration, count: Int)] = [
    (wide(40, [1, 3, 1]), 1_429_082), (wide(40, [3, 1]), 1_211_354), (wide(40, [1, 3]), 1_297_370),
    (wide(40, [3, 1, 1]), 1_343_066), (wide(28, [3, 3]), 1_467_610),
    (wide(22, [3, 1, 3]), 1_145_498),
    (wide(40, [3]), 2_243_546), (wide(40, [3, 3, 3]), 2_243_546),
    (wide(40, [3, 3, 3, 3]), 2_243_546),
    (thin(.original, 20), 269_722), (thin(.original, 32), 464_154), (thin(.original, 44), 658_586),
    (thin(.original, 56), 853_018), (thin(.original, 110), 1_727_962),
    (thin(.original, 1202), 19_421_274),
    (thin(.preActivation, 164), 1_703_258), (thin(.preActivation, 1001), 10_327_706),
    (bottleneck(50, 1), 25_557_032), (bottleneck(101, 1), 44_549_160),
    (bottleneck(152, 1), 60_192_808), (bottleneck(50, 2), 68_883_240),
    (bottleneck(101, 2), 126_886_696),
    (
      NetworkConfiguration(family: .imagenet, depth: 18, shortcut: .alwaysProjected, classes: 1000),
      12_043_816
    ),
  ]

  private static func wide(_ depth: Int, _ block: [Int]) -> NetworkConfiguration {
    NetworkConfiguration(family: .cifar, depth: depth, width: 2, block: block, classes: 10)
  }

  private static func thin(
    _ architecture: NetworkConfiguration.Architecture, _ depth: Int
  ) -> NetworkConfiguration {
    NetworkConfiguration(family: .cifar, architecture: architecture, depth: depth, classes: 10)
  }

  private static func bottleneck(_ depth: Int, _ width: Double) -> NetworkConfiguration {
    NetworkConfiguration(family: .imagenet, depth: depth, width: width, classes: 1000)
  }

  @Test(arguments: others)
  func otherCount(_ configuration: NetworkConfiguration, count: Int) throws {
    try check(configuration, count)
  }

  /// Kinds that no table counts: what is counted is what is built.
  @Test(arguments: [
    NetworkConfiguration(family: .cifar, depth: 16, width: 1.5, shortcut: .zeroPadded, classes: 7),
    .init(
      family: .cifar, depth: 16, width: 0.5, block: [1, 3, 3], shortcut: .alwaysProjected,
      classes: 7),
    .init(family: .cifar, architecture: .original, depth: 20, shortcut: .projected, classes: 7),
    .init(family: .cifar, architecture: .original, depth: 20, block: [1, 3, 1], classes: 7),
    .init(family: .cifar, architecture: .preActivation, depth: 14, width: 2, classes: 7),
    .init(family: .imagenet, depth: 18, width: 1, shortcut: .zeroPadded, classes: 7),
    .init(family: .imagenet, depth: 50, width: 0.25, shortcut: .alwaysProjected, classes: 7),
  ])
  func countIsOfWhatIsBuilt(_ configuration: NetworkConfiguration) throws {
    let store = ParameterStore()
    _ = try configuration.makeNetwork(ParameterBuilder(store, seed: 0))
    #expect(try configuration.weightCount() == store.weightCount)
  }

  @Test(arguments: cifar)
  func cifarCount(depth: Int, width: Double, classes: Int, count: Int) throws {
    try check(
      NetworkConfiguration(family: .cifar, depth: depth, width: width, classes: classes), count)
  }

  @Test(arguments: imagenet)
  func imageNetCount(depth: Int, width: Double, count: Int) throws {
    try check(
      NetworkConfiguration(family: .imagenet, depth: depth, width: width, classes: 1000), count)
  }

  @Test(arguments: [
    (18, 1.0, 102), (34, 1.0, 182), (18, 0.5, 107), (50, 1, 267), (50, 0.25, 267), (101, 0.25, 522),
  ])
  func imageNetHasTorchvisionsTensors(depth: Int, width: Double, tensors: Int) throws {
    let store = ParameterStore()
    _ = try NetworkConfiguration(family: .imagenet, depth: depth, width: width, classes: 10)
      .makeNetwork(ParameterBuilder(store, seed: 0))
    #expect(store.all.count == tensors)
  }

  /// The count by formula always, the built network's where that is quick.
  private func check(_ configuration: NetworkConfiguration, _ count: Int) throws {
    #expect(try configuration.weightCount() == count)
    guard count < 12_000_000 else { return }
    let store = ParameterStore()
    _ = try configuration.makeNetwork(ParameterBuilder(store, seed: 0))
    #expect(store.weightCount == count)
  }
}
