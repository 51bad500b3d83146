/// Pooled regions and what the backward pass needs besides their gradient.
package struct PooledRegions: Sendable {
  /// `[R, height, width, C]`, the channels of all maps side by side.
  package var output: Tensor
  /// What each map's part of a region was divided by, `[R, maps]`; nil if nothing was rescaled.
  var norms: Tensor?
  /// Where each maximum was in its map; nil for RoIAlign.
  var index: Indices?
}
