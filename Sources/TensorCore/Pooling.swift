import TensorKernels

/// A pooling window over `[N, H, W, C]`.
public struct Pooling: Sendable, Hashable {
  public let height, width, stride, padding: Int

  /// - Precondition: The window and stride are positive and the padding is at most half the window.
  public init(height: Int, width: Int, stride: Int = 1, padding: Int = 0) {
    precondition(
      height > 0 && width > 0 && stride > 0, "a \(height)x\(width) window with stride \(stride)")
    precondition(
      padding >= 0 && 2 * padding <= min(height, width),
      "padding \(padding) of a \(height)x\(width) window")
    self.height = height
    self.width = width
    self.stride = stride
    self.padding = padding
  }

  /// The maximum under each window and where it was (offsets into the input).
  package func maximumAndIndex(of input: Tensor) -> (output: Tensor, index: Indices) {
    let g = geometry(input.shape)
    var index = Indices(count: g.rows * g.channels)
    let output = index.withMutableIndices { maximum(of: input, g, index: $0) }
    return (output, index)
  }

  /// The maximum under each window.
  public func maximum(of input: Tensor) -> Tensor {
    maximum(of: input, geometry(input.shape), index: nil)
  }

  private func maximum(
    of input: Tensor, _ g: WindowGeometry, index: UnsafeMutablePointer<Int32>?
  ) -> Tensor {
    var output = Tensor(uninitialized: outputShape(g))
    input.withFloats { x in
      output.withMutableFloats { y in
        ThreadPool.current.forEachRange(g.rows, grain: grain(g)) {
          maxPool(g, rows: $0, x, y, index: index)
        }
      }
    }
    return output
  }

  /// Sends the output's gradient to the winners.
  package func maximumGradient(_ gradient: Tensor, index: Indices, inputShape: Shape) -> Tensor {
    let g = geometry(inputShape)
    var result = Tensor(uninitialized: inputShape)
    let grain = max(1, elementwiseGrain / max(g.width * g.channels, 1))
    gradient.withFloats { source in
      index.withIndices { index in
        result.withMutableFloats { target in
          ThreadPool.current.forEachRange(g.batch * g.height, grain: grain) {
            maxPoolBackward(g, rows: $0, gradient: source, index: index, target)
          }
        }
      }
    }
    return result
  }

  /// The mean under each window; padding counts as zeros.
  public func average(of input: Tensor) -> Tensor {
    let g = geometry(input.shape)
    var output = Tensor(uninitialized: outputShape(g))
    input.withFloats { x in
      output.withMutableFloats { y in
        ThreadPool.current.forEachRange(g.rows, grain: grain(g)) { averagePool(g, rows: $0, x, y) }
      }
    }
    return output
  }

  /// The input gradient of `average`.
  package func averageGradient(_ gradient: Tensor, inputShape: Shape) -> Tensor {
    let g = geometry(inputShape)
    var result = Tensor(inputShape)
    let perImage = g.outputHeight * g.outputWidth
    gradient.withFloats { source in
      result.withMutableFloats { target in
        ThreadPool.current.forEachRange(g.rows, grain: perImage) {
          averagePoolBackward(g, rows: $0, gradient: source, into: target)
        }
      }
    }
    return result
  }

  /// The shape of the output for an input of this shape.
  /// - Precondition: The padded input is not smaller than the window.
  package func outputShape(_ input: Shape) -> Shape { outputShape(geometry(input)) }

  private func outputShape(_ g: WindowGeometry) -> Shape {
    [g.batch, g.outputHeight, g.outputWidth, g.channels]
  }

  private func grain(_ g: WindowGeometry) -> Int {
    max(1, elementwiseGrain / (g.windowSize + g.channels))
  }

  private func geometry(_ input: Shape) -> WindowGeometry {
    precondition(input.rank == 4, "pooling of \(input): four axes expected")
    precondition(
      input[1] + 2 * padding >= height && input[2] + 2 * padding >= width,
      "input \(input) is smaller than the \(height)x\(width) window")
    return WindowGeometry(
      batch: input[0], height: input[1], width: input[2], channels: input[3], kernelHeight: height,
      kernelWidth: width, stride: stride, padding: padding)
  }
}
