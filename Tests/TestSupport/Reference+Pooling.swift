import TensorCore

extension Reference {
  /// The maximum under each window; outside the picture never wins.
  package static func maxPool(
    _ x: ReferenceArray, height: Int, width: Int, stride: Int, padding: Int
  ) -> ReferenceArray {
    let c = x.shape[3]
    let windows = Windows(x.shape, [height, width, c, c], stride: stride, padding: padding)
    var y = ReferenceArray(windows.outputShape, repeating: -.infinity)
    windows.forEachTap { output, input, _ in
      for i in 0..<c { y[output, i] = max(y[output, i], x[input, i]) }
    }
    return y
  }

  /// The mean under each window, zeros outside the picture included.
  package static func averagePool(
    _ x: ReferenceArray, height: Int, width: Int, stride: Int, padding: Int
  ) -> ReferenceArray {
    let c = x.shape[3]
    let windows = Windows(x.shape, [height, width, c, c], stride: stride, padding: padding)
    var y = ReferenceArray(windows.outputShape)
    windows.forEachTap { output, input, _ in
      for i in 0..<c { y[output, i] += x[input, i] / Double(height * width) }
    }
    return y
  }

  /// RoIAlign as defined by torchvision's `roi_align(aligned=True)` with a fixed `sampling_ratio`.
  package static func roiAlign(
    _ x: ReferenceArray, _ regions: [RegionOfInterest], height: Int, width: Int, scale: Double,
    samples: Int
  ) -> ReferenceArray {
    let channels = x.shape[3]
    var y = ReferenceArray([regions.count, height, width, channels])
    for (r, region) in regions.enumerated() {
      let startX = Double(region.x0) * scale - 0.5
      let startY = Double(region.y0) * scale - 0.5
      let binWidth = (Double(region.x1) * scale - 0.5 - startX) / Double(width)
      let binHeight = (Double(region.y1) * scale - 0.5 - startY) / Double(height)
      for ph in 0..<height {
        for pw in 0..<width {
          for iy in 0..<samples {
            for ix in 0..<samples {
              let sy = startY + (Double(ph) + (Double(iy) + 0.5) / Double(samples)) * binHeight
              let sx = startX + (Double(pw) + (Double(ix) + 0.5) / Double(samples)) * binWidth
              for c in 0..<channels {
                y[r, ph, pw, c] +=
                  bilinear(x, region.image, sy, sx, c) / Double(samples * samples)
              }
            }
          }
        }
      }
    }
    return y
  }

  /// torchvision's `bilinear_interpolate`.
  private static func bilinear(
    _ x: ReferenceArray, _ image: Int, _ sy: Double, _ sx: Double, _ c: Int
  ) -> Double {
    let (height, width) = (x.shape[1], x.shape[2])
    if sy < -1 || sy > Double(height) || sx < -1 || sx > Double(width) { return 0 }
    func cells(_ s: Double, _ size: Int) -> (low: Int, high: Int, fraction: Double) {
      let s = max(s, 0)
      let low = Int(s)
      return low >= size - 1 ? (size - 1, size - 1, 0) : (low, low + 1, s - Double(low))
    }
    let (top, bottom, fy) = cells(sy, height)
    let (left, right, fx) = cells(sx, width)
    return (1 - fy) * ((1 - fx) * x[image, top, left, c] + fx * x[image, top, right, c])
      + fy * ((1 - fx) * x[image, bottom, left, c] + fx * x[image, bottom, right, c])
  }

  /// RoI max pooling as defined by torchvision's `roi_pool`, whose float32 arithmetic decides which
  /// cells are in a bin.
  package static func roiMaxPool(
    _ x: ReferenceArray, _ regions: [RegionOfInterest], height: Int, width: Int, scale: Float
  ) -> ReferenceArray {
    let channels = x.shape[3]
    var y = ReferenceArray([regions.count, height, width, channels])
    for (r, region) in regions.enumerated() {
      func cell(_ v: Float) -> Int { Int(min(max(v * scale, -1e6), 1e6).rounded()) }
      let (x0, y0) = (cell(region.x0), cell(region.y0))
      let binWidth = Float(max(cell(region.x1) - x0 + 1, 1)) / Float(width)
      let binHeight = Float(max(cell(region.y1) - y0 + 1, 1)) / Float(height)
      for ph in 0..<height {
        for pw in 0..<width {
          let top = min(max(Int((Float(ph) * binHeight).rounded(.down)) + y0, 0), x.shape[1])
          let bottom = min(max(Int((Float(ph + 1) * binHeight).rounded(.up)) + y0, 0), x.shape[1])
          let left = min(max(Int((Float(pw) * binWidth).rounded(.down)) + x0, 0), x.shape[2])
          let right = min(max(Int((Float(pw + 1) * binWidth).rounded(.up)) + x0, 0), x.shape[2])
          guard top < bottom, left < right else { continue }
          for c in 0..<channels {
            var best = -Double.infinity
            for i in top..<bottom {
              for j in left..<right { best = max(best, x[region.image, i, j, c]) }
            }
            y[r, ph, pw, c] = best
          }
        }
      }
    }
    return y
  }

  /// Joins arrays along the last axis.
  package static func concatenated(_ parts: [ReferenceArray]) -> ReferenceArray {
    let leading = parts[0].shape.dimensions.dropLast()
    let width = parts.reduce(0) { $0 + $1.shape.channels }
    return ReferenceArray(
      Shape(leading + [width]),
      (0..<parts[0].shape.rows).flatMap { r in
        parts.flatMap { part in (0..<part.shape.channels).map { part[r, $0] } }
      })
  }
}
