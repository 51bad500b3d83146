import Foundation
import Imaging

/// The classes of `ShapesDataset`.
package enum ShapeKind: String, CaseIterable {
  case circle, square, triangle, star, cross

  /// COCO category ids start at 1.
  package var categoryID: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }

  /// The outline around the origin, within a distance of 1.
  var outline: [SIMD2<Double>] {
    switch self {
    case .circle: Self.ring(48) { _ in 1 }
    case .square: Self.ring(4) { _ in 1 }
    case .triangle: Self.ring(3) { _ in 1 }
    case .star: Self.ring(10) { $0 % 2 == 0 ? 1 : 0.42 }
    case .cross:
      [
        (-1, -0.32), (-0.32, -0.32), (-0.32, -1), (0.32, -1), (0.32, -0.32), (1, -0.32), (1, 0.32),
        (0.32, 0.32),
        (0.32, 1), (-0.32, 1), (-0.32, 0.32), (-1, 0.32),
      ].map { SIMD2($0.0, $0.1) * 0.95 }
    }
  }

  private static func ring(_ count: Int, radius: (Int) -> Double) -> [SIMD2<Double>] {
    (0..<count).map { i in
      let angle = (Double(i) + 0.5) / Double(count) * 2 * .pi
      return SIMD2(cos(angle), sin(angle)) * radius(i)
    }
  }
}
