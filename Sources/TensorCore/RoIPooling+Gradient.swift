import TensorKernels

extension RoIPooling {
  /// The gradient of pooled regions on its way back to the maps.
  package struct Gradient {
    let output: Tensor
    /// For each region and map two factors, `[2, R, maps]`, of `RoIRescaling`; nil without one.
    let factors: Tensor?
  }

  /// What `addGradient` needs, computed once for all maps.
  package func gradient(
    _ output: Tensor, of pooled: PooledRegions, maps: [Shape]
  ) -> Gradient {
    guard let lengths, let norms = pooled.norms else {
      return Gradient(output: output, factors: nil)
    }
    let parts = parts(of: maps)
    let (rows, count) = (norms.shape[0], norms.count)
    var factors = Tensor(uninitialized: [2, rows, parts.count])
    let grain = max(1, elementwiseGrain / max(1, output.count / max(1, rows)))
    withFloats(output, pooled.output, norms) { gradient, y, norms in
      factors.withMutableFloats { factors in
        ThreadPool.current.forEachRange(rows, grain: grain) { range in
          for r in range {
            for (m, part) in parts.enumerated() {
              let (g, i) = (part.geometry, r * parts.count + m)
              let place = r * g.regionStride + part.offset
              (factors[i], factors[count + i]) = rescalingFactors(
                g, output: y + place, gradient: gradient + place, norm: norms[i],
                length: lengths[m], epsilon: epsilon)
            }
          }
        }
      }
    }
    return Gradient(output: output, factors: factors)
  }

  /// Adds the gradient of the pooled regions to that of map `m`.
  package func addGradient(
    _ gradient: Gradient, of pooled: PooledRegions, _ regions: [RegionOfInterest], maps: [Shape],
    map m: Int, to features: inout Tensor
  ) {
    let part = parts(of: maps)[m]
    let rois = checked(regions, maps[m])
    guard !rois.isEmpty else { return }
    let channels = part.geometry.channels
    // Regions overlap, so the work is cut by channel, in whole cache lines.
    let grain = max(16, (channels / 4 + 15) / 16 * 16)
    let factorCount = (gradient.factors?.count ?? 0) / 2
    withFloats(gradient.output, pooled.output, gradient.factors ?? gradient.output) {
      source, y, factors in
      let rescaling = gradient.factors.map { _ in
        RoIRescaling(
          output: y + part.offset, gradientFactors: factors + m,
          outputFactors: factors + factorCount + m, stride: maps.count)
      }
      features.withMutableFloats { target in
        ThreadPool.current.forEachRange(channels, grain: grain) {
          addGradient(
            part, rois, channels: $0, source + part.offset, rescaling, index: pooled.index, target)
        }
      }
    }
  }

  private func addGradient(
    _ part: Part, _ rois: [RoI], channels: Range<Int>, _ gradient: UnsafePointer<Float>,
    _ rescaling: RoIRescaling?, index: Indices?, _ target: UnsafeMutablePointer<Float>
  ) {
    guard let index else {
      rois.withUnsafeBufferPointer {
        guard let first = $0.baseAddress else { return }
        roiAlignBackward(
          part.geometry, rois: first, count: rois.count, channels: channels, gradient: gradient,
          rescaling: rescaling, into: target)
      }
      return
    }
    index.withIndices {
      roiMaxPoolBackward(
        part.geometry, count: rois.count, channels: channels, gradient: gradient,
        index: $0 + part.offset, rescaling: rescaling, into: target)
    }
  }
}
