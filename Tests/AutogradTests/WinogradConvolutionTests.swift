import Autograd
import TensorCore
import TestSupport
import Testing

/// Shapes that take the Winograd path: whole and cut tiles, whole and padded panels of channels.
struct WinogradConvolutionTests {
  private static let sizes = [3, 4, 5, 6, 7, 8, 9, 12, 13]
  private static let channels = [8, 16, 24, 40]

  @Test(arguments: sizes, sizes)
  func allDirections(height: Int, width: Int) {
    for inputs in Self.channels {
      for outputs in Self.channels {
        let convolution = ConvolutionCase(
          batch: (height + width) % 4 == 0 ? 3 : 1, height: height, width: width, inputs: inputs,
          outputs: outputs)
        #expect(convolution.differences() == [])
      }
    }
  }

  @Test(arguments: channels, channels)
  func gradients(inputs: Int, outputs: Int) {
    let convolution = ConvolutionCase(height: 5, width: 7, inputs: inputs, outputs: outputs)
    #expect(convolution.asOperation.failures() == [])
  }

  /// More channels than one block of the inner loop takes.
  @Test func deepChannels() {
    let convolution = ConvolutionCase(height: 6, width: 5, inputs: 520, outputs: 24)
    #expect(convolution.differences() == [])
  }

  @Test(arguments: channels)
  func directPathAgrees(inputs: Int) {
    let convolution = ConvolutionCase(batch: 2, height: 11, width: 14, inputs: inputs, outputs: 24)
    let (x, w) = (convolution.input.tensor, convolution.filter.tensor)
    let fast = convolution.allDirections(x, w)
    let direct = ConvolutionPath.$isDirect.withValue(true) { convolution.allDirections(x, w) }
    #expect(fast[0].bitDifference(from: direct[0]) != nil, "the same path was taken twice")
    for (fast, direct) in zip(fast, direct) {
      #expect(
        fast.difference(from: ReferenceArray(direct), within: convolution.tolerance) == nil)
    }
  }
}
