import Foundation

/// Where an object's box lies as seen from a region (R-CNN, arXiv 1311.2524, appendix C): the shift
/// of the centre in widths and heights, and the logarithms of the ratios of widths and heights.
///
/// They are divided by their usual standard deviations, so that their losses weigh alike: constants
/// of Fast R-CNN's code, about the mean 0. MultiPathNet measured both on its first 1,000 pictures.
package struct BoxOffsets: Sendable, Hashable {
  private static let deviations = SIMD4<Float>(0.1, 0.1, 0.2, 0.2)
  /// Boxes grow by no more than this factor at once, so that no network's output can overflow
  /// (Detectron's 1000 / 16).
  private static let largestGrowth: Float = 62.5

  /// x, y, width, height.
  package let values: SIMD4<Float>

  package init(_ values: SIMD4<Float>) { self.values = values }

  /// - Precondition: Neither box is empty.
  package init(of box: Box, from region: Box) {
    precondition(!box.isEmpty && !region.isEmpty, "offsets of \(box) from \(region)")
    let offsets = SIMD4(
      (box.centerX - region.centerX) / region.width,
      (box.centerY - region.centerY) / region.height,
      log(box.width / region.width), log(box.height / region.height))
    values = offsets / Self.deviations
  }

  package func box(from region: Box) -> Box {
    let offsets = values * Self.deviations
    let limit = log(Self.largestGrowth)
    let width = region.width * exp(min(offsets[2], limit))
    let height = region.height * exp(min(offsets[3], limit))
    return Box(
      x: region.centerX + offsets[0] * region.width - width / 2,
      y: region.centerY + offsets[1] * region.height - height / 2, width: width, height: height)
  }
}
