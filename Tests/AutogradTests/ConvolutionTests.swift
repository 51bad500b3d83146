import Autograd
import TensorCore
import TestSupport
import Testing

/// A convolution of pictures of one size.
struct ConvolutionCase {
  var batch = 1
  var height, width, inputs, outputs: Int
  var kernel = 3
  var stride = 1
  var padding = 1
  /// Whether the inputs are what a ReLU gives.
  var isRectified = false

  var input: ReferenceArray {
    let input = ReferenceArray.random([batch, height, width, inputs], seed: 1)
    return isRectified ? input.map { max($0, 0) } : input
  }
  /// Of a size that keeps outputs around 1, as an initialised network does.
  var filter: ReferenceArray {
    let bound = (3 / Float(kernel * kernel * inputs)).squareRoot()
    return .random([kernel, kernel, inputs, outputs], seed: 2, in: -bound...bound)
  }

  var asOperation: OperationCase {
    let convolution = Convolution(stride: stride, padding: padding)
    return OperationCase(
      name, inputs: [input], parameters: [filter], gradientTolerance: tolerance, groups: 12,
      operation: { x, w in x[0].convolved(with: w[0], convolution) },
      reference: { [stride, padding] in
        Reference.convolution($0[0], $1[0], stride: stride, padding: padding)
      })
  }

  /// For sums of some hundred products around 1, or a few thousand where the picture is large, and
  /// the rounding of Winograd's transforms.
  var tolerance: Tolerance {
    Tolerance(absolute: batch * height * width > 1000 ? 1e-3 : 2e-4, relative: 2e-5)
  }

  var name: String {
    "[\(batch), \(height), \(width), \(inputs)] * \(kernel)x\(kernel)x\(outputs), stride \(stride), "
      + "padding \(padding)"
  }

  /// What differs between the three directions and the plain loops in Double.
  func differences() -> [String] {
    MemoryCheck.isOn = true
    // Memory is checked when it is freed: by then the tensors of `valueDifferences` are gone.
    return valueDifferences() + MemoryCheck.takeReports()
  }

  private func valueDifferences() -> [String] {
    let (x, w) = (input, filter)
    let convolution = Convolution(stride: stride, padding: padding)
    let expected = Reference.convolution(x, w, stride: stride, padding: padding)
    let dy = ReferenceArray.random(expected.shape, seed: 3)
    let (dx, dw) = Reference.convolutionGradients(
      x, w, gradient: dy, stride: stride, padding: padding)
    var filterGradient = Tensor(w.shape, repeating: 1)  // it is added to
    convolution.addFilterGradient(dy.tensor, input: x.tensor, to: &filterGradient)
    let inputGradient = convolution.inputGradient(dy.tensor, filter: w.tensor, inputShape: x.shape)
    let checks = [
      ("output", convolution.output(x.tensor, filter: w.tensor), expected),
      ("input gradient", inputGradient, dx),
      ("filter gradient", filterGradient, dw.map { $0 + 1 }),
    ]
    return checks.compactMap { what, found, expected in
      found.difference(from: expected, within: tolerance).map { "\(name): \(what): \($0)" }
    }
  }
}

struct ConvolutionTests {
  private static let channels = [1, 3, 7, 8, 9, 16, 17, 24, 40]

  /// Every kernel, stride and padding, with channels and odd and even sizes dealt in turn.
  private static let cases: [ConvolutionCase] = {
    var cases: [ConvolutionCase] = []
    for kernel in [1, 3, 5, 7] {
      for stride in 1...3 {
        for padding in 0...3 {
          let i = cases.count
          let least = max(1, kernel - 2 * padding)
          cases.append(
            ConvolutionCase(
              batch: i % 3 == 0 ? 3 : 1, height: max(least, [5, 8, 7, 4][i / 4 % 4]),
              width: max(least, [9, 6, 11, 7, 5][i % 5]), inputs: channels[i % 9],
              outputs: channels[(i * 5 + 3) % 9], kernel: kernel, stride: stride, padding: padding))
        }
      }
    }
    return cases
  }()

  @Test(arguments: cases.map(\.asOperation))
  func agreesWithReference(_ convolution: OperationCase) {
    #expect(convolution.failures() == [])
  }

  @Test(arguments: Self.channels)
  func everyPairOfChannels(inputs: Int) {
    for outputs in Self.channels {
      for (kernel, stride) in [(1, 1), (3, 1), (3, 2)] {
        let convolution = ConvolutionCase(
          batch: 2, height: 5, width: 6, inputs: inputs, outputs: outputs, kernel: kernel,
          stride: stride, padding: kernel / 2)
        #expect(convolution.differences() == [])
      }
    }
  }

  /// Kernels that are not square, which no layer makes but the operation allows.
  @Test func oblongKernel() {
    let (x, w) = (
      ReferenceArray.random([2, 5, 6, 3], seed: 1), ReferenceArray.random([1, 4, 3, 5], seed: 2)
    )
    let oblong = OperationCase(
      "1x4", inputs: [x], parameters: [w],
      operation: { $0[0].convolved(with: $1[0], Convolution(stride: 2, padding: 1)) },
      reference: { Reference.convolution($0[0], $1[0], stride: 2, padding: 1) })
    #expect(oblong.failures() == [])
  }

  /// Enough pixels for several tasks of each kind.
  @Test(arguments: [
    ConvolutionCase(batch: 3, height: 40, width: 37, inputs: 8, outputs: 24),
    ConvolutionCase(batch: 2, height: 50, width: 41, inputs: 72, outputs: 16, stride: 2),
    ConvolutionCase(batch: 2, height: 48, width: 48, inputs: 16, outputs: 8, kernel: 1, padding: 0),
    ConvolutionCase(
      batch: 1, height: 97, width: 65, inputs: 3, outputs: 16, kernel: 7, stride: 2, padding: 3),
  ])
  func largePictures(_ convolution: ConvolutionCase) {
    #expect(convolution.differences() == [])
    let (x, w) = (convolution.input.tensor, convolution.filter.tensor)
    for isDirect in [false, true] {
      let runs = Pools.results {
        ConvolutionPath.$isDirect.withValue(isDirect) { convolution.allDirections(x, w) }
      }
      for run in runs.dropFirst() {
        for (found, expected) in zip(run, runs[0]) {
          #expect(found.bitDifference(from: expected) == nil)
        }
      }
    }
  }

  /// A detector's head sees a batch of no regions.
  @Test(arguments: [(3, 1), (3, 2), (1, 1), (5, 1)])
  func emptyBatch(kernel: Int, stride: Int) {
    let convolution = Convolution(stride: stride, padding: kernel / 2)
    let filter = Tensor([kernel, kernel, 8, 16], repeating: 1)
    let output = convolution.output(Tensor([0, 6, 6, 8]), filter: filter)
    #expect(output.shape.count == 0)
    #expect(
      convolution.inputGradient(output, filter: filter, inputShape: [0, 6, 6, 8]).shape.count == 0)
    var gradient = filter
    convolution.addFilterGradient(output, input: Tensor([0, 6, 6, 8]), to: &gradient)
    #expect(gradient.scalars == filter.scalars)
  }
}

extension ConvolutionCase {
  /// Output, input gradient and filter gradient; the output serves as its own gradient.
  func allDirections(_ x: Tensor, _ w: Tensor) -> [Tensor] {
    let convolution = Convolution(stride: stride, padding: padding)
    let output = convolution.output(x, filter: w)
    var filterGradient = Tensor(w.shape)
    convolution.addFilterGradient(output, input: x, to: &filterGradient)
    return [
      output, convolution.inputGradient(output, filter: w, inputShape: x.shape), filterGradient,
    ]
  }
}
