import TensorCore
import TensorKernels
import TestSupport
import Testing

/// Convolutions with a prepared filter, which may be cut into tiles of any size.
struct WinogradTileTests {
  private static let sizes = [3, 4, 6, 7, 12, 13]

  /// Whole and cut tiles of each size, with whole and padded panels of channels.
  @Test(arguments: WinogradTile.allCases, sizes)
  func agreesWithReference(tile: WinogradTile, height: Int) {
    MemoryCheck.isOn = true
    for width in Self.sizes {
      for (inputs, outputs) in [(8, 40), (24, 16), (16, 24)] {
        let convolution = ConvolutionCase(
          batch: width % 3 == 0 ? 2 : 1, height: height, width: width, inputs: inputs,
          outputs: outputs)
        #expect(
          convolution.preparedOutput(tile).difference(
            from: convolution.expectedOutput, within: convolution.tolerance) == nil,
          "\(convolution.name), tiles of \(tile)")
      }
    }
    #expect(MemoryCheck.takeReports() == [])
  }

  /// Inputs that are normalised, rectified and dropped out as they are read.
  @Test(arguments: WinogradTile.allCases, [8, 24])
  func activatedInput(tile: WinogradTile, channels: Int) {
    let convolution = ConvolutionCase(
      batch: 2, height: 13, width: 7, inputs: channels, outputs: 16)
    let (input, probability, seed) = (convolution.input, 0.3 as Float, 5 as UInt64)
    let (scale, shift) = (
      ReferenceArray.random([channels], seed: 3), ReferenceArray.random([channels], seed: 4)
    )
    for isDroppedOut in [false, true] {
      var read = input
      for i in read.values.indices {
        let c = i % channels
        read.values[i] = max(0, read.values[i] * scale.values[c] + shift.values[c])
      }
      var activated = ActivatedTensor(
        input.tensor, Activation(scale: scale.tensor, shift: shift.tensor, relu: true))
      if isDroppedOut {
        read = Reference.dropout(read, probability: probability, seed: seed)
        activated = activated.droppedOut(
          DropoutMask(count: input.count, probability: probability, seed: seed))
      }
      let expected = Reference.convolution(read, convolution.filter, stride: 1, padding: 1)
      #expect(
        convolution.preparedOutput(tile, of: activated).difference(
          from: expected, within: convolution.tolerance) == nil)
    }
  }

  /// The largest error, relative to the largest output, as sums grow and after a rectifier.
  @Test(arguments: WinogradTile.allCases, [64, 256, 1024])
  func relativeError(tile: WinogradTile, channels: Int) {
    // The larger the tile, the more its transforms round.
    let bound = tile == .six && channels > 256 ? 1e-4 : 2e-5
    for isRectified in [false, true] {
      var convolution = ConvolutionCase(height: 14, width: 13, inputs: channels, outputs: 16)
      convolution.isRectified = isRectified
      let (found, expected) = (convolution.preparedOutput(tile), convolution.expectedOutput)
      let error =
        zip(found.scalars, expected.values).map { abs(Double($0) - $1) }.max() ?? .infinity
      let scale = expected.values.map(abs).max() ?? 0
      #expect(error < bound * scale, "\(error / scale)")
    }
  }

  /// More tiles than a block, and than a round that threads share.
  @Test(arguments: [(92, 74, 8), (26, 20, 520)])
  func manyTiles(height: Int, width: Int, channels: Int) {
    let convolution = ConvolutionCase(
      height: height, width: width, inputs: channels, outputs: 2048 / channels * 8)
    for tile in WinogradTile.allCases {
      let runs = Pools.results { [convolution.preparedOutput(tile)] }
      for run in runs.dropFirst() { #expect(run[0].bitDifference(from: runs[0][0]) == nil) }
      #expect(
        runs[0][0].difference(from: convolution.expectedOutput, within: convolution.tolerance)
          == nil)
    }
  }

  /// A filter that serves pictures of two sizes gives each what one made for it alone gives.
  @Test func alternatingSizes() {
    let convolution = Convolution(padding: 1)
    let large = ConvolutionCase(height: 72, width: 84, inputs: 16, outputs: 16)
    let small = ConvolutionCase(height: 7, width: 7, inputs: 16, outputs: 16)
    var shared = PreparedFilter()
    for picture in [large, small, large] {
      let (x, filter) = (picture.input.tensor, picture.filter.tensor)
      var own = PreparedFilter()
      let outputs = [
        convolution.output(ActivatedTensor(x), filter: filter, preparing: &shared),
        convolution.output(ActivatedTensor(x), filter: filter, preparing: &own),
      ]
      #expect(outputs[0].bitDifference(from: outputs[1]) == nil)
      let plain = convolution.output(x, filter: filter)
      #expect(outputs[0].bitDifference(from: plain) != nil, "other tiles were expected")
    }
  }
}

extension ConvolutionCase {
  fileprivate var expectedOutput: ReferenceArray {
    Reference.convolution(input, filter, stride: stride, padding: padding)
  }

  fileprivate func preparedOutput(
    _ tile: WinogradTile, of activated: ActivatedTensor? = nil
  ) -> Tensor {
    ConvolutionPath.$winogradTile.withValue(tile) {
      var prepared = PreparedFilter()
      return Convolution(stride: stride, padding: padding).output(
        activated ?? ActivatedTensor(input.tensor), filter: filter.tensor, preparing: &prepared)
    }
  }
}

extension Convolution {
  /// The output with a filter that is prepared as inference does it.
  fileprivate func output(
    _ input: ActivatedTensor, filter: Tensor, preparing prepared: inout PreparedFilter
  ) -> Tensor {
    prepare(filter, input: input.shape, &prepared)
    return output(input, filter: filter, prepared: prepared).output
  }
}
