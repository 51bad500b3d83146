import TensorKernels

/// Every `stride`th row and column of each picture, with channels of zeros on both sides: `[N, H, W,
/// C]` to `[N, ceil(H / stride), ceil(W / stride), zerosBefore + C + zerosAfter]`.
///
/// This is the shortcut without weights of thin residual networks (arXiv 1512.03385, option A).
public struct Subsampling: Sendable, Hashable {
  public let stride, zerosBefore, zerosAfter: Int

  /// - Precondition: The stride is positive and no number of channels is negative.
  public init(stride: Int, zerosBefore: Int = 0, zerosAfter: Int = 0) {
    precondition(
      stride > 0 && zerosBefore >= 0 && zerosAfter >= 0,
      "stride \(stride) with \(zerosBefore) and \(zerosAfter) channels of zeros")
    self.stride = stride
    self.zerosBefore = zerosBefore
    self.zerosAfter = zerosAfter
  }

  /// - Precondition: The input is `[N, H, W, C]`.
  package func outputShape(_ input: Shape) -> Shape {
    precondition(input.rank == 4, "subsampling needs pictures [N, H, W, C], got \(input)")
    return [
      input[0], (input[1] + stride - 1) / stride, (input[2] + stride - 1) / stride,
      zerosBefore + input[3] + zerosAfter,
    ]
  }

  package func output(of input: Tensor) -> Tensor {
    let channels = input.shape.channels
    var result = Tensor(uninitialized: outputShape(input.shape))
    input.withFloats { source in
      let shape = result.shape
      result.withMutableFloats { target in
        forEachCell(input: input.shape, output: shape) { from, to in
          let row = target + to
          row.update(repeating: 0, count: zerosBefore)
          (row + zerosBefore).update(from: source + from, count: channels)
          (row + zerosBefore + channels).update(repeating: 0, count: zerosAfter)
        }
      }
    }
    return result
  }

  /// Adds the gradient of the input to `total`, given the output's.
  package func addInputGradient(_ gradient: Tensor, to total: inout Tensor) {
    let (shape, channels) = (total.shape, total.shape.channels)
    precondition(
      gradient.shape == outputShape(shape), "a gradient \(gradient.shape) of an input \(shape)")
    gradient.withFloats { source in
      total.withMutableFloats { target in
        forEachCell(input: shape, output: gradient.shape) { to, from in
          add(channels, source + from + zerosBefore, into: target + to)
        }
      }
    }
  }

  /// Calls `body` with the offsets of each output cell's input and of the cell itself.
  private func forEachCell(
    input: Shape, output: Shape, _ body: (_ input: Int, _ output: Int) -> Void
  ) {
    let (height, width) = (output[1], output[2])
    let grain = max(1, elementwiseGrain / max(width * output.channels, 1))
    ThreadPool.current.forEachRange(output[0] * height, grain: grain) { rows in
      for row in rows {
        let inputRow = row / height * input[1] + row % height * stride
        for x in 0..<width {
          body(
            (inputRow * input[2] + x * stride) * input.channels, (row * width + x) * output.channels
          )
        }
      }
    }
  }
}
