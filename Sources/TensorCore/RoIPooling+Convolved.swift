import TensorKernels

extension RoIPooling {
  /// A map and its `cellProducts`.
  package typealias Norms = (map: Tensor, products: Tensor)

  /// `[R, height, width, K]`: the regions pooled from maps and passed through a convolution of `size x
  /// size` that keeps the bins' number, given what each tap of its filter makes of each whole map.
  ///
  /// RoIAlign is linear in places and the taps in channels, so that they may change places; the length
  /// that a map's part of a region is brought to is one factor, found from the inner products of
  /// neighbouring cells. A picture's few thousand pixels meet the filter, instead of all bins of hundreds
  /// or thousands of regions, and no region is pooled with all its channels. What is left for a bin is
  /// to add up the cells that it and its neighbours read.
  ///
  /// - Parameters:
  ///   - tapProducts: `[N, H, W, size * size * K]` of each map, the taps in the filter's order.
  ///   - size: Of the filter, odd.
  ///   - norms: For the lengths; empty where there are none.
  ///   - bias: `[K]`
  ///   - relu: Whether negative results become 0.
  /// - Precondition: The method is linear, and all agree in number and size.
  package func convolved(
    _ tapProducts: [Tensor], size: Int, norms: [Norms], bias: Tensor?, relu: Bool,
    _ regions: [RegionOfInterest]
  ) -> Tensor {
    let shapes = tapProducts.map(\.shape)
    precondition(
      isLinear && shapes.count == scales.count && norms.count == (lengths == nil ? 0 : shapes.count)
        && shapes.allSatisfy { $0[0] == shapes[0][0] && $0.channels == shapes[0].channels }
        && size % 2 == 1 && shapes[0].channels % (size * size) == 0,
      "\(method) with lengths \(lengths ?? []) at scales \(scales) before a filter of size \(size): maps"
        + " \(shapes), norms of \(norms.map(\.map.shape))")
    let K = shapes[0].channels / (size * size)
    let bias = bias ?? Tensor([K])
    precondition(bias.count == K, "a bias \(bias.shape) for \(K) channels")
    let rois = checked(regions, shapes[0])
    let geometries = zip(shapes, scales).map { geometry(of: $0, $1, binStride: K) }
    let count = height * width * K
    var output = Tensor(uninitialized: [regions.count, height, width, K])
    bias.withFloats { bias in
      output.withMutableFloats { output in
        ThreadPool.current.forEachRange(regions.count, grain: 4) { range in
          for r in range {
            let target = output + r * count
            for bin in 0..<height * width { (target + bin * K).update(from: bias, count: K) }
            for (m, products) in tapProducts.enumerated() {
              let factor = norms.isEmpty ? 1 : factor(of: rois[r], m, norms[m])
              products.withFloats {
                addConvolvedRoIAlign(
                  geometries[m], rois[r], $0, size: size, factor: factor, into: target)
              }
            }
            if relu { TensorKernels.relu(count, UnsafePointer(target), target) }
          }
        }
      }
    }
    return output
  }

  /// What brings a region of the map of index `m` to its length.
  private func factor(of roi: RoI, _ m: Int, _ norms: Norms) -> Float {
    guard let lengths else { return 1 }
    let shape = norms.map.shape
    let squares = withFloats(norms.map, norms.products) {
      roiAlignSquares(
        geometry(of: shape, scales[m], binStride: shape.channels), roi, $0, products: $1)
    }
    return lengths[m] / max(squares.squareRoot(), epsilon)
  }

  /// The inner products of the map's cells with those near them, from which the norms of pooled regions
  /// are found.
  package static func cellProducts(of map: Tensor) -> Tensor {
    let (height, width, channels) = (map.shape[1], map.shape[2], map.shape[3])
    var products = Tensor(uninitialized: [map.shape[0] * height * width, CellProducts.count])
    map.withFloats { x in
      products.withMutableFloats { products in
        ThreadPool.current.forEach(map.shape[0] * height) { line in
          let (image, row) = line.quotientAndRemainder(dividingBy: height)
          CellProducts.write(
            row: row, height: height, width: width, channels: channels,
            picture: x + image * height * width * channels,
            to: products + image * height * width * CellProducts.count)
        }
      }
    }
    return products
  }
}

extension Tensor {
  /// The input channels `channels` of a filter `[height, width, C, K]`, its taps side by side: the 1x1
  /// filter `[1, 1, channels, height * width * K]`.
  package func tapsSideBySide(_ channels: Range<Int>) -> Tensor {
    let (taps, C, K) = (shape[0] * shape[1], shape[2], shape[3])
    precondition(channels.upperBound <= C, "channels \(channels) of a filter \(shape)")
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
