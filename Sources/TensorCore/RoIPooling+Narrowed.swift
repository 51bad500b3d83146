import TensorKernels

extension RoIPooling {
  /// `[R, height, width, K]`: the regions pooled from `maps`, passed through a 1x1 convolution whose
  /// bias is `bias`, given what the convolution makes of each whole map.
  ///
  /// RoIAlign is linear in places and the convolution in channels, so that they may change places; the
  /// length that a map's part of a region is brought to is one factor, found from the inner products of
  /// neighbouring cells. A picture's few thousand pixels pass the convolution once, instead of all bins
  /// of hundreds of regions, and no region is pooled with all its channels.
  ///
  /// - Parameters:
  ///   - narrowed: `[N, H, W, K]` for each map.
  ///   - products: `cellProducts` of each map.
  /// - Precondition: The method is linear with lengths, and there are as many maps as scales.
  package func pooled(
    _ maps: [Tensor], narrowed: [Tensor], products: [Tensor], bias: Tensor?,
    _ regions: [RegionOfInterest]
  ) -> Tensor {
    guard let lengths, isLinear, maps.count == scales.count, narrowed.count == scales.count else {
      preconditionFailure(
        "\(method) of \(maps.count) maps, \(narrowed.count) narrowed, at \(scales.count) scales")
    }
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
              let squares = withFloats(maps[m], products[m]) {
                roiAlignSquares(wide[m], rois[r], $0, products: $1)
              }
              let factor = lengths[m] / max(squares.squareRoot(), epsilon)
              narrowed[m].withFloats {
                addRoIAlign(narrow[m], rois[r], $0, factor: factor, into: target)
              }
            }
          }
        }
      }
    }
    return output
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
