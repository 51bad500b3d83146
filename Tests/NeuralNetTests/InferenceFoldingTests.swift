import Autograd
import NeuralNet
import TensorCore
import TestSupport
import Testing

/// Without a tape, normalisation, bias, shortcut and ReLU are folded into convolutions; with one, they
/// are operations of their own. Both must give the same values.
struct InferenceFoldingTests {
  private struct Layers {
    let first, second, strided, shortcut: Conv2D
    let norms: [BatchNorm]

    init(channels: Int) {
      let builder = ParameterBuilder(ParameterStore(), seed: 3)
      func conv(_ name: String, kernel: Int, stride: Int = 1, hasBias: Bool = false) -> Conv2D {
        Conv2D(
          builder / name, inputChannels: channels, outputChannels: channels, kernelSize: kernel,
          stride: stride, hasBias: hasBias)
      }
      first = conv("first", kernel: 3)
      second = conv("second", kernel: 3, hasBias: true)
      strided = conv("strided", kernel: 3, stride: 2)
      shortcut = conv("shortcut", kernel: 1, stride: 2)
      var generator = RandomGenerator(seed: 7)
      norms = (0..<4).map { index in
        let norm = BatchNorm(builder / "norm\(index)", channels: channels)
        for parameter in [norm.gamma, norm.beta, norm.runningMean, norm.runningVariance] {
          parameter.value = Tensor(
            (0..<channels).map { _ in generator.uniform(in: 0.5...1.5) }, shape: [channels])
        }
        return norm
      }
      second.bias?.value = norms[0].beta.value
    }

    /// Normalised after each convolution, with a projected shortcut (He et al.).
    func postActivation(_ x: Variable) -> Variable {
      let inner = norms[0](strided(x), .inference, relu: true)
      let shortcut = norms[1](shortcut(x), .inference)
      return (norms[2](second(inner), .inference) + shortcut).relu()
    }

    /// Normalised before each convolution, with the input as shortcut.
    func preActivation(_ x: Variable) -> Variable {
      let inner = norms[1](first(norms[0](x, .inference, relu: true)), .inference, relu: true)
      let sum = x + second(inner)
      return norms[3](sum, .inference, relu: true) + sum
    }

    /// A convolution that two readers see differently.
    func branches(_ x: Variable) -> Variable {
      let map = first(x)
      return norms[0](map, .inference, relu: true) + norms[1](map, .inference) + map.relu() + map
    }
  }

  private static let tolerance = Tolerance(absolute: 1e-4, relative: 1e-4)

  /// 3 channels take the plain path, 24 Winograd's.
  @Test(arguments: [3, 24], [1, 2])
  func sameValues(channels: Int, batch: Int) {
    let layers = Layers(channels: channels)
    let x = ReferenceArray.random([batch, 9, 7, channels], seed: 1).tensor
    for network in [layers.postActivation, layers.preActivation, layers.branches] {
      let folded = network(Variable(x)).value
      let recorded = network(Tape().variable(x, requiresGradient: true)).value
      #expect(
        folded.difference(from: ReferenceArray(recorded), within: Self.tolerance) == nil)
    }
  }

  /// What a filter was prepared for is forgotten when it changes.
  @Test func changedFilterIsSeen() {
    let layers = Layers(channels: 8)
    let x = ReferenceArray.random([1, 8, 8, 8], seed: 2).tensor
    let before = layers.first(Variable(x)).value
    layers.first.weight.value.scale(by: 2)
    var doubled = before
    doubled.scale(by: 2)
    #expect(
      layers.first(Variable(x)).value.difference(
        from: ReferenceArray(doubled), within: Self.tolerance) == nil)
  }

  /// The same layers serve pictures of all sizes, whatever path each takes.
  @Test func sizesTakeTurns() {
    let layers = Layers(channels: 8)
    for size in [8, 2, 8, 1, 5, 2] {
      let x = ReferenceArray.random([1, size, size, 8], seed: UInt64(size)).tensor
      let expected = layers.first.convolution.output(x, filter: layers.first.weight.value)
      #expect(
        layers.first(Variable(x)).value.difference(
          from: ReferenceArray(expected), within: Self.tolerance) == nil)
    }
  }
}
