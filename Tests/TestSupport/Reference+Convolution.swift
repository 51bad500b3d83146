import TensorCore

/// Plain loops in Double: what each operation should compute.
package enum Reference {
  /// The convolution of `[N, H, W, C]` with `[kh, kw, C, K]`.
  package static func convolution(
    _ x: ReferenceArray, _ filter: ReferenceArray, stride: Int, padding: Int
  ) -> ReferenceArray {
    let windows = Windows(x.shape, filter.shape, stride: stride, padding: padding)
    var y = ReferenceArray(windows.outputShape)
    let (c, k) = (filter.shape[2], filter.shape[3])
    y.values.withUnsafeMutableBufferPointer { y in
      x.values.withUnsafeBufferPointer { x in
        filter.values.withUnsafeBufferPointer { w in
          windows.forEachTap { output, input, tap in
            for i in 0..<c {
              let value = x[input * c + i]
              let row = (tap * c + i) * k
              for j in 0..<k { y[output * k + j] += value * w[row + j] }
            }
          }
        }
      }
    }
    return y
  }

  /// The gradients of `<convolution(x, filter), gradient>`.
  package static func convolutionGradients(
    _ x: ReferenceArray, _ filter: ReferenceArray, gradient: ReferenceArray, stride: Int,
    padding: Int
  ) -> (input: ReferenceArray, filter: ReferenceArray) {
    let windows = Windows(x.shape, filter.shape, stride: stride, padding: padding)
    var dx = ReferenceArray(x.shape)
    var dw = ReferenceArray(filter.shape)
    let (c, k) = (filter.shape[2], filter.shape[3])
    dx.values.withUnsafeMutableBufferPointer { dx in
      dw.values.withUnsafeMutableBufferPointer { dw in
        gradient.values.withUnsafeBufferPointer { g in
          windows.forEachTap { output, input, tap in
            for i in 0..<c {
              let value = x.values[input * c + i]
              let row = (tap * c + i) * k
              var sum = 0.0
              for j in 0..<k {
                sum += g[output * k + j] * filter.values[row + j]
                dw[row + j] += value * g[output * k + j]
              }
              dx[input * c + i] += sum
            }
          }
        }
      }
    }
    return (dx, dw)
  }
}

/// Windows that slide over pictures.
struct Windows {
  let batch, height, width, channels: Int
  let kernelHeight, kernelWidth, outputChannels, stride, padding: Int

  /// For a filter of shape `[kh, kw, C, K]`.
  init(_ input: Shape, _ filter: Shape, stride: Int, padding: Int) {
    (batch, height, width, channels) = (input[0], input[1], input[2], input[3])
    (kernelHeight, kernelWidth, outputChannels) = (filter[0], filter[1], filter[3])
    (self.stride, self.padding) = (stride, padding)
  }

  var outputShape: Shape {
    [
      batch, (height + 2 * padding - kernelHeight) / stride + 1,
      (width + 2 * padding - kernelWidth) / stride + 1, outputChannels,
    ]
  }

  /// Calls `body` with each output pixel, each input pixel under its window, and the place in the
  /// window.
  func forEachTap(_ body: (_ output: Int, _ input: Int, _ tap: Int) -> Void) {
    let (oh, ow) = (outputShape[1], outputShape[2])
    for n in 0..<batch {
      for oy in 0..<oh {
        for ox in 0..<ow {
          for i in 0..<kernelHeight {
            for j in 0..<kernelWidth {
              let (y, x) = (oy * stride - padding + i, ox * stride - padding + j)
              guard y >= 0, y < height, x >= 0, x < width else { continue }
              body(
                (n * oh + oy) * ow + ox, (n * height + y) * width + x, i * kernelWidth + j)
            }
          }
        }
      }
    }
  }
}
