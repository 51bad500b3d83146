import TensorKernels

extension RoIPooling {
  /// `[R, height, width, K]`: the regions pooled from `maps`, passed through a 1x1 convolution whose
  /// bias is `bias`, given what the convolution makes of each whole map.
  ///
  /// RoIAlign is linear in places and the convolution in channels, so that they may change places; the
  /// length that a map's part of a region is brought to is one factor, for which the map itself is
  /// read, but nothing is written. A picture's few thousand pixels pass the convolution once, instead
  /// of all bins of hundreds of regions.
  ///
  /// - Parameter narrowed: `[N, H, W, K]` for each map.
  /// - Precondition: The method is linear, and there are as many maps as scales.
  package func pooled(
    _ maps: [Tensor], narrowed: [Tensor], bias: Tensor?, _ regions: [RegionOfInterest]
  ) -> Tensor {
    precondition(
      isLinear && maps.count == scales.count && narrowed.count == scales.count,
      "\(method) of \(maps.count) maps, \(narrowed.count) narrowed, at \(scales.count) scales")
    let rois = checked(regions, maps[0].shape)
    let bins = height * width
    let K = narrowed[0].shape.channels
    let bias = bias ?? Tensor([K])
    let wide = zip(maps, scales).map { geometry(of: $0.shape, $1, binStride: $0.shape.channels) }
    let narrow = zip(narrowed, scales).map { geometry(of: $0.shape, $1, binStride: K) }
    var output = Tensor(uninitialized: [regions.count, height, width, K])
    bias.withFloats { bias in
      output.withMutableFloats { output in
        ThreadPool.current.forEachRange(regions.count, grain: 4) { range in
          for r in range {
            let target = output + r * bins * K
            for bin in 0..<bins { (target + bin * K).update(from: bias, count: K) }
            for m in maps.indices {
              let factor = lengths.map { length in
                let squares = maps[m].withFloats { roiAlignSquares(wide[m], rois[r], $0) }
                return length[m] / max(squares.squareRoot(), epsilon)
              }
              narrowed[m].withFloats {
                addRoIAlign(narrow[m], rois[r], $0, factor: factor ?? 1, into: target)
              }
            }
          }
        }
      }
    }
    return output
  }
}
