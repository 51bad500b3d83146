import TensorKernels

extension RoIPooling {
  /// `[R, height, width, K]`: the regions pooled from maps and passed through a convolution of `size x
  /// size` that keeps the bins' number, given what each of its taps makes of each whole map.
  ///
  /// RoIAlign is linear in places and the taps in channels, so that they may change places: a picture's
  /// few thousand pixels meet the filter, instead of all bins of thousands of regions. What is left for a
  /// bin is to add up its neighbours' cells.
  ///
  /// - Parameters:
  ///   - maps: `[N, H, W, size * size * K]`, the taps in the filter's order.
  ///   - size: Of the filter, odd.
  ///   - bias: `[K]`
  ///   - relu: Whether negative results become 0.
  /// - Precondition: The method is linear without lengths, and there are as many maps as scales.
  package func convolved(
    _ maps: [Tensor], size: Int, bias: Tensor?, relu: Bool, _ regions: [RegionOfInterest]
  ) -> Tensor {
    precondition(
      isLinear && lengths == nil && maps.count == scales.count && size % 2 == 1,
      "\(method) of \(maps.count) maps at \(scales.count) scales before a filter of size \(size)")
    let rois = checked(regions, maps[0].shape)
    let K = maps[0].shape.channels / (size * size)
    let count = height * width * K
    let bias = bias ?? Tensor([K])
    let geometries = zip(maps, scales).map { geometry(of: $0.shape, $1, binStride: K) }
    var output = Tensor(uninitialized: [regions.count, height, width, K])
    bias.withFloats { bias in
      output.withMutableFloats { output in
        ThreadPool.current.forEachRange(regions.count, grain: 4) { range in
          for r in range {
            let target = output + r * count
            for bin in 0..<height * width { (target + bin * K).update(from: bias, count: K) }
            for (map, geometry) in zip(maps, geometries) {
              map.withFloats {
                addConvolvedRoIAlign(geometry, rois[r], $0, size: size, into: target)
              }
            }
            if relu { TensorKernels.relu(count, UnsafePointer(target), target) }
          }
        }
      }
    }
    return output
  }
}

extension Tensor {
  /// The input channels `channels` of a filter `[height, width, C, K]`, its taps side by side: the 1x1
  /// filter `[1, 1, channels, height * width * K]`.
  package func tapsSideBySide(_ channels: Range<Int>) -> Tensor {
    let (taps, C, K) = (shape[0] * shape[1], shape[2], shape[3])
    var result = Tensor(uninitialized: [1, 1, channels.count, taps * K])
    withFloats { source in
      result.withMutableFloats { target in
        for (row, c) in channels.enumerated() {
          for tap in 0..<taps {
            (target + (row * taps + tap) * K).update(from: source + (tap * C + c) * K, count: K)
          }
        }
      }
    }
    return result
  }
}
