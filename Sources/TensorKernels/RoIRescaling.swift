/// What the backward pass of `rescaleRegion` needs: the rescaled regions, and for each region the two
/// numbers of `rescalingFactors`.
package struct RoIRescaling {
  let output: Floats
  private let gradientFactors, outputFactors: Floats
  private let stride: Int

  /// - Parameter stride: Floats from one region's factors to the next's.
  package init(output: Floats, gradientFactors: Floats, outputFactors: Floats, stride: Int) {
    self.output = output
    self.gradientFactors = gradientFactors
    self.outputFactors = outputFactors
    self.stride = stride
  }

  /// The gradient before rescaling is `gradient * the one after + output * the rescaled value`.
  @inline(__always) func factors(of region: Int) -> (gradient: Float, output: Float) {
    (gradientFactors[region * stride], outputFactors[region * stride])
  }
}

/// The gradient at `place` before rescaling; as given if nothing was rescaled.
@inline(__always) func rescaled(
  _ gradient: Floats, _ rescaling: RoIRescaling?, _ factors: (gradient: Float, output: Float)?,
  _ place: Int
) -> Float {
  guard let rescaling, let factors else { return gradient[place] }
  return (gradient[place] * factors.gradient)
    .addingProduct(rescaling.output[place], factors.output)
}

/// `rescaled` of eight channels.
@inline(__always) func rescaledLane(
  _ gradient: Floats, _ rescaling: RoIRescaling?, _ factors: (gradient: Float, output: Float)?,
  _ place: Int
) -> Lane {
  guard let rescaling, let factors else { return load(gradient, place) }
  return (load(gradient, place) * factors.gradient)
    .addingProduct(load(rescaling.output, place), Lane(repeating: factors.output))
}

/// Scales one map's part of a pooled region to the L2 norm `length`, `y = x * length / max(norm(x),
/// epsilon)`, and returns the divisor.
package func rescaleRegion(
  _ g: RoIGeometry, _ region: MutableFloats, length: Float, epsilon: Float
) -> Float {
  var squares: Float = 0
  for bin in 0..<g.bins {
    squares += dot(g.channels, region + bin * g.binStride, region + bin * g.binStride)
  }
  let norm = max(squares.squareRoot(), epsilon)
  for bin in 0..<g.bins { multiply(g.channels, region + bin * g.binStride, by: length / norm) }
  return norm
}

/// The factors of `RoIRescaling` for one region: with `y = s x / n`, the gradient of x is `s / n *
/// (g - y (y . g) / s^2)`.
package func rescalingFactors(
  _ g: RoIGeometry, output: Floats, gradient: Floats, norm: Float, length: Float, epsilon: Float
) -> (gradient: Float, output: Float) {
  // Where the divisor was epsilon, it does not depend on x.
  guard norm > epsilon else { return (length / norm, 0) }
  var projection: Float = 0
  for bin in 0..<g.bins {
    projection += dot(g.channels, output + bin * g.binStride, gradient + bin * g.binStride)
  }
  return (length / norm, -projection / (norm * length))
}
