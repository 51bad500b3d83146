import TensorKernels

/// One region to pool: a picture of the batch and a box in image pixels (continuous, x1 and y1
/// excluded).
public struct RegionOfInterest: Sendable, Hashable {
  public var image: Int
  public var x0, y0, x1, y1: Float

  public init(image: Int, x0: Float, y0: Float, x1: Float, y1: Float) {
    self.image = image
    self.x0 = x0
    self.y0 = y0
    self.x1 = x1
    self.y1 = y1
  }

  var kernelRoI: RoI { RoI(image: image, x0: x0, y0: y0, x1: x1, y1: y1) }
}

/// Pools boxes of any size from features `[N, H, W, C]` to `[R, height, width, C]`.
public struct RoIPooling: Sendable, Hashable {
  public enum Method: Sendable, Hashable {
    /// RoIAlign: the mean of `samples`² bilinear samples per bin (torchvision's
    /// `roi_align(aligned=True)`).
    case align(samples: Int)
    /// Fast R-CNN's maximum over rounded cells (torchvision's `roi_pool`).
    case max
  }

  public let height, width: Int
  /// Feature pixels per image pixel: 1/16 at stride 16.
  public let scale: Float
  public let method: Method

  public init(height: Int, width: Int, scale: Float, method: Method = .align(samples: 2)) {
    precondition(
      height > 0 && width > 0 && scale > 0, "RoI pooling to \(height)x\(width) at scale \(scale)")
    if case .align(let samples) = method {
      precondition(samples > 0, "RoIAlign needs at least 1 sample per bin and axis, got \(samples)")
    }
    self.height = height
    self.width = width
    self.scale = scale
    self.method = method
  }

  /// The pooled regions, and for `max` where each maximum was.
  /// - Precondition: Every region names a picture of the batch.
  package func output(_ features: Tensor, _ regions: [RegionOfInterest]) -> (
    output: Tensor, index: [Int32]
  ) {
    let g = geometry(features.shape)
    let rois = checked(regions, features.shape)
    var output = Tensor(uninitialized: [regions.count, height, width, g.channels])
    guard !regions.isEmpty else { return (output, []) }
    let grain = max(1, elementwiseGrain / g.outputCount)
    var index: [Int32] = method == .max ? Array(repeating: -1, count: output.count) : []
    features.withFloats { x in
      output.withMutableFloats { y in
        index.withUnsafeMutableBufferPointer { index in
          let base = index.baseAddress
          rois.withUnsafeBufferPointer { rois in
            guard let first = rois.baseAddress else { return }
            ThreadPool.current.forEachRange(regions.count, grain: grain) {
              switch method {
              case .align: roiAlign(g, rois: first, range: $0, x, y)
              case .max: roiMaxPool(g, rois: first, range: $0, x, y, index: base)
              }
            }
          }
        }
      }
    }
    return (output, index)
  }

  /// Adds the gradient of the pooled regions to the features'.
  package func addGradient(
    _ gradient: Tensor, _ regions: [RegionOfInterest], index: [Int32], to features: inout Tensor
  ) {
    let g = geometry(features.shape)
    let rois = checked(regions, features.shape)
    gradient.withFloats { source in
      features.withMutableFloats { target in
        switch method {
        case .align:
          rois.withUnsafeBufferPointer { rois in
            guard let first = rois.baseAddress else { return }
            // Regions overlap, so the work is cut by channel.
            ThreadPool.current.forEachRange(g.channels, grain: max(8, (g.channels / 4 + 7) / 8 * 8))
            {
              roiAlignBackward(
                g, rois: first, count: rois.count, channels: $0, gradient: source, into: target)
            }
          }
        case .max:
          index.withUnsafeBufferPointer { index in
            guard let first = index.baseAddress else { return }
            roiMaxPoolBackward(gradient.count, gradient: source, index: first, into: target)
          }
        }
      }
    }
  }

  private func geometry(_ features: Shape) -> RoIGeometry {
    precondition(features.rank == 4, "RoI pooling of \(features): four axes expected")
    let samples = if case .align(let samples) = method { samples } else { 1 }
    return RoIGeometry(
      height: features[1], width: features[2], channels: features[3], outputHeight: height,
      outputWidth: width,
      scale: scale, samples: samples)
  }

  private func checked(_ regions: [RegionOfInterest], _ features: Shape) -> [RoI] {
    for region in regions {
      precondition(
        region.image >= 0 && region.image < features[0],
        "picture \(region.image) of a batch \(features)")
    }
    return regions.map(\.kernelRoI)
  }
}
