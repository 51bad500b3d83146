import TensorKernels

/// Pools boxes of any size from one or more maps `[N, H, W, C]` of the same pictures to
/// `[R, height, width, sum of C]`: each map's channels stand after those of the map before.
///
/// A region is pooled from all maps, and rescaled, while it is in the cache.
public struct RoIPooling: Sendable, Hashable {
  public enum Method: Sendable, Hashable {
    /// RoIAlign: the mean of `samples`² bilinear samples per bin (torchvision's
    /// `roi_align(aligned=True)`).
    case align(samples: Int)
    /// Fast R-CNN's maximum over rounded cells (torchvision's `roi_pool`).
    case max
  }

  public let height, width: Int
  /// Feature pixels per image pixel of each map: 1/16 at stride 16.
  public let scales: [Float]
  /// The L2 norm that each map's part of a region is brought to (ParseNet; MultiPathNet's skip
  /// connections); nil leaves all as pooled.
  public let lengths: [Float]?
  /// The smallest L2 norm that a part is divided by. Parts have norms of some tens; one of next to
  /// nothing would otherwise get a gradient that no training survives.
  public let epsilon: Float
  public let method: Method

  /// Whether the pooled values are sums of the map's, but for a length.
  public var isLinear: Bool { method != .max }

  /// - Precondition: Sizes, scales and lengths are positive, and there are as many lengths as scales.
  public init(
    height: Int, width: Int, scales: [Float], lengths: [Float]? = nil,
    epsilon: Float = 1e-6, method: Method = .align(samples: 2)
  ) {
    precondition(
      height > 0 && width > 0 && !scales.isEmpty && scales.allSatisfy { $0 > 0 },
      "RoI pooling to \(height)x\(width) at scales \(scales)")
    precondition(
      lengths.map { $0.count == scales.count && $0.allSatisfy { $0 > 0 } } ?? true,
      "RoI pooling to lengths \(lengths ?? []) from maps of scales \(scales)")
    if case .align(let samples) = method {
      precondition(samples > 0, "RoIAlign needs at least 1 sample per bin and axis, got \(samples)")
    }
    self.height = height
    self.width = width
    self.scales = scales
    self.lengths = lengths
    self.epsilon = epsilon
    self.method = method
  }

  /// The regions pooled from `maps`.
  /// - Precondition: There is a map for each scale, and every region names a picture of the maps.
  package func callAsFunction(_ maps: [Tensor], _ regions: [RegionOfInterest]) -> PooledRegions {
    let parts = parts(of: maps.map(\.shape))
    let rois = checked(regions, maps[0].shape)
    let channels = maps.reduce(0) { $0 + $1.shape.channels }
    var pooled = PooledRegions(
      output: Tensor(uninitialized: [regions.count, height, width, channels]))
    if lengths != nil { pooled.norms = Tensor(uninitialized: [regions.count, maps.count]) }
    if method == .max { pooled.index = Indices(count: pooled.output.count) }
    let grain = max(1, elementwiseGrain / max(1, height * width * channels))
    withPointers(to: &pooled) { output, norms, index in
      ThreadPool.current.forEachRange(regions.count, grain: grain) { range in
        for r in range {
          for (m, part) in parts.enumerated() {
            let place = r * part.geometry.regionStride + part.offset
            let (g, target) = (part.geometry, output + place)
            maps[m].withFloats { x in
              if let index {
                roiMaxPool(g, rois[r], x, target, index: index + place)
              } else {
                roiAlign(g, rois[r], x, target)
              }
            }
            guard let lengths, let norms else { continue }
            norms[r * parts.count + m] = rescaleRegion(
              g, target, length: lengths[m], epsilon: epsilon)
          }
        }
      }
    }
    return pooled
  }

  private func withPointers(
    to pooled: inout PooledRegions,
    _ body: (
      _ output: UnsafeMutablePointer<Float>, _ norms: UnsafeMutablePointer<Float>?,
      _ index: UnsafeMutablePointer<Int32>?
    ) -> Void
  ) {
    var (norms, index) = (pooled.norms ?? Tensor([0]), pooled.index ?? Indices(count: 0))
    let (hasNorms, hasIndex) = (pooled.norms != nil, pooled.index != nil)
    (pooled.norms, pooled.index) = (nil, nil)  // so that each is the only reference to its memory
    pooled.output.withMutableFloats { output in
      norms.withMutableFloats { norms in
        index.withMutableIndices { body(output, hasNorms ? norms : nil, hasIndex ? $0 : nil) }
      }
    }
    if hasNorms { pooled.norms = norms }
    if hasIndex { pooled.index = index }
  }

  /// One map's geometry and the first of its channels in the output.
  struct Part {
    let geometry: RoIGeometry
    let offset: Int
  }

  func parts(of maps: [Shape]) -> [Part] {
    precondition(maps.count == scales.count, "\(maps.count) maps for \(scales.count) scales")
    let channels = maps.reduce(0) { $0 + $1.channels }
    var offset = 0
    return maps.indices.map { m in
      precondition(
        maps[m].rank == 4 && maps[m][0] == maps[0][0],
        "RoI pooling of \(maps): four axes and the same number of pictures expected")
      defer { offset += maps[m].channels }
      return Part(geometry: geometry(of: maps[m], scales[m], binStride: channels), offset: offset)
    }
  }

  /// How a map's regions are pooled to bins `binStride` floats apart.
  func geometry(of map: Shape, _ scale: Float, binStride: Int) -> RoIGeometry {
    let samples = if case .align(let samples) = method { samples } else { 1 }
    return RoIGeometry(
      height: map[1], width: map[2], channels: map[3], outputHeight: height, outputWidth: width,
      scale: scale, samples: samples, binStride: binStride)
  }

  func checked(_ regions: [RegionOfInterest], _ map: Shape) -> [RoI] {
    for region in regions {
      precondition(
        region.image >= 0 && region.image < map[0], "picture \(region.image) of a batch \(map)")
    }
    return regions.map(\.kernelRoI)
  }
}
