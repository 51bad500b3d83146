import TensorKernels

/// A two-dimensional convolution (cross-correlation, as in every framework) without bias: input
/// `[N, H, W, C]`, filter `[kernelHeight, kernelWidth, C, K]`, output `[N, H', W', K]` with `H' =
/// (H + 2 padding - kernelHeight) / stride + 1`.
///
/// The path is chosen by shape: Winograd F(4x4, 3x3) for 3x3 stride 1, with a prepared filter also other
/// tiles, and sums of products by filter tap for the rest.
public struct Convolution: Sendable, Hashable {
  public let stride: Int
  public let padding: Int

  /// - Precondition: `stride` is at least 1 and `padding` not negative.
  public init(stride: Int = 1, padding: Int = 0) {
    precondition(
      stride >= 1 && padding >= 0, "stride \(stride) and padding \(padding) make no convolution")
    self.stride = stride
    self.padding = padding
  }

  /// The shape of the output for an input and a filter of these shapes.
  /// - Precondition: The channels agree and the padded input is not smaller than the filter.
  package func outputShape(_ input: Shape, filter: Shape) -> Shape {
    let g = geometry(input, filter)
    return [g.batch, g.outputHeight, g.outputWidth, filter[3]]
  }

  /// The convolution of `input` with `filter`.
  /// - Precondition: The channels agree and the padded input is not smaller than the filter.
  public func output(_ input: Tensor, filter: Tensor) -> Tensor {
    output(ActivatedTensor(input), filter: filter).output
  }

  /// The convolution of a normalised input with `filter`, finished as it is written, and the sums
  /// taken over it.
  /// - Parameter prepared: What `preparedFilter` made of this filter, if it is used more than once.
  package func output(
    _ input: ActivatedTensor, filter: Tensor, prepared: PreparedFilter? = nil,
    finish: ConvolutionFinish = ConvolutionFinish(), reduction: OutputReduction = .none
  ) -> (output: Tensor, sums: ReducedOutput) {
    let g = geometry(input.shape, filter.shape)
    let shape: Shape = [g.batch, g.outputHeight, g.outputWidth, filter.shape[3]]
    finish.check(shape)
    var output = Tensor(uninitialized: shape)
    let sums: ReducedOutput
    if let winograd = winograd(g, outputChannels: filter.shape[3], isPrepared: prepared != nil) {
      let transformed =
        prepared?.winograd[winograd.tile] ?? winogradFilter(winograd, filter, rotated: false)
      sums = winogradOutput(
        winograd, input, transformedFilter: transformed, into: &output, finish: finish,
        reduction: reduction)
    } else if ConvolutionPath.isDirect {
      sums = im2colOutput(
        g, input, filter: filter, into: &output, finish: finish, reduction: reduction)
    } else {
      sums = tapOutput(
        g, input, packedFilter: prepared?.packed ?? tapFilter(g, filter), into: &output,
        finish: finish, reduction: reduction)
    }
    return (output, sums)
  }

  /// Adds to `prepared` what can be computed of a filter once for all inputs like `input`.
  package func prepare(_ filter: Tensor, input: Shape, _ prepared: inout PreparedFilter) {
    let g = geometry(input, filter.shape)
    if let winograd = winograd(g, outputChannels: filter.shape[3], isPrepared: true) {
      if prepared.winograd[winograd.tile] == nil {
        prepared.winograd[winograd.tile] = winogradFilter(winograd, filter, rotated: false)
      }
    } else if !ConvolutionPath.isDirect, prepared.packed == nil {
      prepared.packed = tapFilter(g, filter)
    }
  }

  /// The gradient of the input, given the output's.
  /// - Precondition: `gradient` has the shape of the output for an input of `inputShape`.
  public func inputGradient(_ gradient: Tensor, filter: Tensor, inputShape: Shape) -> Tensor {
    inputGradient(gradient, filter: filter, inputShape: inputShape, addingTo: nil).gradient
  }

  /// The gradient of the input, given the output's, dropped out as the input was, added to `total` if
  /// there is one, and the sums taken over the result.
  package func inputGradient(
    _ gradient: Tensor, filter: Tensor, inputShape: Shape, dropout: DropoutMask? = nil,
    addingTo total: consuming Tensor?, reduction: OutputReduction = .none
  ) -> (gradient: Tensor, sums: ReducedOutput) {
    let g = geometry(inputShape, filter.shape)
    check(gradient, g, filter.shape)
    if ConvolutionPath.isDirect {
      var result = Tensor(inputShape)
      addColumnInputGradient(g, gradient, filter: filter, to: &result)
      if let dropout { result.dropOut(dropout) }
      if let total { result.add(total) }
      return (result, reduction.result(of: result))
    }
    var finish = ConvolutionFinish(dropout: dropout, residual: total)
    var result = finish.makeGradient(inputShape)
    guard let winograd = winograd(g, outputChannels: filter.shape[3])?.transposed else {
      let sums = tapInputGradient(
        g, gradient, filter: filter, into: &result, finish: finish, reduction: reduction)
      return (result, sums)
    }
    let sums = winogradOutput(
      winograd, ActivatedTensor(gradient),
      transformedFilter: winogradFilter(winograd, filter, rotated: true), into: &result,
      finish: finish, reduction: reduction)
    return (result, sums)
  }

  /// Adds the gradient of the filter to `total`, given the output's.
  /// - Precondition: `total` has the filter's shape, and `gradient` that of the output for `input`.
  public func addFilterGradient(_ gradient: Tensor, input: Tensor, to total: inout Tensor) {
    addFilterGradient(gradient, input: ActivatedTensor(input), to: &total)
  }

  /// Adds the gradient of the filter to `total`, given the output's.
  package func addFilterGradient(
    _ gradient: Tensor, input: ActivatedTensor, to total: inout Tensor
  ) {
    let g = geometry(input.shape, total.shape)
    check(gradient, g, total.shape)
    guard g.rows > 0 else { return }
    if let winograd = winograd(g, outputChannels: total.shape[3]) {
      addWinogradFilterGradient(winograd, gradient, input: input, to: &total)
    } else if ConvolutionPath.isDirect {
      addColumnFilterGradient(g, gradient, input: input, to: &total)
    } else {
      addTapFilterGradient(g, gradient, input: input, to: &total)
    }
  }

  private func geometry(_ input: Shape, _ filter: Shape) -> WindowGeometry {
    precondition(
      input.rank == 4 && filter.rank == 4,
      "convolution of \(input) with \(filter): four axes expected")
    precondition(
      input[3] == filter[2],
      "input \(input) has \(input[3]) channels, filter \(filter) \(filter[2])")
    let g = WindowGeometry(
      batch: input[0], height: input[1], width: input[2], channels: input[3],
      kernelHeight: filter[0],
      kernelWidth: filter[1], stride: stride, padding: padding)
    precondition(
      input[1] + 2 * padding >= filter[0] && input[2] + 2 * padding >= filter[1],
      "input \(input) with padding \(padding) is smaller than the filter \(filter)")
    return g
  }

  private func check(_ gradient: Tensor, _ g: WindowGeometry, _ filter: Shape) {
    let expected: Shape = [g.batch, g.outputHeight, g.outputWidth, filter[3]]
    precondition(
      gradient.shape == expected, "the gradient is \(gradient.shape), the output \(expected)")
  }

  /// The Winograd sizes if that path serves this shape; all three directions must agree on it. The
  /// larger tiles are for a filter that is `isPrepared`: a filter that changes with each step would
  /// take longer to transform, and training needs the exact result most.
  private func winograd(
    _ g: WindowGeometry, outputChannels: Int, isPrepared: Bool = false
  ) -> WinogradGeometry? {
    guard !ConvolutionPath.isDirect, g.kernelHeight == 3, g.kernelWidth == 3, stride == 1,
      padding == 1,
      g.channels % 8 == 0, outputChannels % 8 == 0, g.height >= 3, g.width >= 3
    else { return nil }
    let four = WinogradGeometry(
      batch: g.batch, height: g.height, width: g.width, inputChannels: g.channels,
      outputChannels: outputChannels, tile: .four)
    return isPrepared ? four.withFastestTile : four
  }
}

/// What a convolution computes of its filter before it sees an input.
package struct PreparedFilter: Sendable {
  /// The filter as Winograd multiplies with it, for the tiles that inputs asked for so far: pictures
  /// of two sizes in turn find both.
  var winograd: [WinogradTile: Tensor] = [:]
  /// The filter as the products by tap read it.
  var packed: Tensor?

  package init() {}
}

/// Forces a path, so that a user can check the fast ones against the plain one.
public enum ConvolutionPath {
  /// True inside `withValue(true)`, or in a process started with `WRN_CONVOLUTION=direct`.
  @TaskLocal public static var isDirect = isDirectByEnvironment
  /// The tiles of Winograd with a prepared filter, instead of the fastest.
  @TaskLocal package static var winogradTile: WinogradTile?
}
