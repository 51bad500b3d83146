import Foundation
import Imaging
import TensorCore

extension ShapesDataset {
  /// One drawn shape.
  package struct Shape {
    package let kind: ShapeKind
    /// A polygon, in pixels.
    package let outline: [SIMD2<Double>]
    private let color: Color
    private let isFilled: Bool
    private let lineWidth: Double
    /// How far the lines reach beyond the outline.
    private let margin: Double
    /// Of the contrasting edge of a filled shape.
    private static let edgeWidth = 1.5

    /// A random shape that lies inside a picture of `width x height` pixels.
    ///
    /// - Precondition: The picture has at least `ShapesDataset.leastSide` pixels on each side.
    package init(width: Int, height: Int, using generator: inout RandomGenerator) {
      precondition(
        min(width, height) >= ShapesDataset.leastSide, "shapes on \(width) x \(height) pixels")
      kind = ShapeKind.allCases[Int(generator.next() % UInt64(ShapeKind.allCases.count))]
      let limit = Float(min(width, height)) / 2 - 2
      // Uniform in the logarithm: as many small shapes as large ones.
      let radius = exp(generator.uniform(in: log(10)...log(limit * 0.65)))
      isFilled = generator.chance(0.6)
      lineWidth = Double(max(2, radius * generator.uniform(in: 0.1...0.25)))
      margin = isFilled ? Self.edgeWidth / 2 : lineWidth / 2
      let reach = radius + Float(margin) + 1
      let center = SIMD2(
        Double(generator.uniform(in: reach...Float(width) - reach)),
        Double(generator.uniform(in: reach...Float(height) - reach)))
      let angle = Double(generator.uniform(in: -0.35...0.35))
      let (c, s) = (cos(angle), sin(angle))
      outline = kind.outline.map { p in
        center + Double(radius) * SIMD2(c * p.x - s * p.y, s * p.x + c * p.y)
      }
      func channel() -> UInt8 { UInt8(generator.next() & 0xFF) }
      color = Color(red: channel(), green: channel(), blue: channel())
    }

    /// The box around what is drawn.
    package var bounds: COCOBox {
      let xs = outline.map(\.x)
      let ys = outline.map(\.y)
      let (x0, y0) = ((xs.min() ?? 0) - margin, (ys.min() ?? 0) - margin)
      let (x1, y1) = ((xs.max() ?? 0) + margin, (ys.max() ?? 0) + margin)
      return COCOBox(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
    }

    /// The area of the polygon in square pixels (shoelace formula).
    package var area: Double {
      let next = outline.dropFirst() + outline.prefix(1)
      return abs(zip(outline, next).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }) / 2
    }

    /// The share of the smaller box that the other covers.
    package func overlap(with other: Shape) -> Double {
      let (a, b) = (bounds, other.bounds)
      let width = min(a.maxX, b.maxX) - max(a.x, b.x)
      let height = min(a.maxY, b.maxY) - max(a.y, b.y)
      return width > 0 && height > 0 ? width * height / min(a.area, b.area) : 0
    }

    /// Draws the shape with a thin contrasting edge, so that it can be seen on any background.
    package func draw(on canvas: Canvas) {
      let figure = Canvas.Figure.polygon(outline.map { Point(x: Float($0.x), y: Float($0.y)) })
      if isFilled {
        canvas.fill(figure, color: color)
        canvas.stroke(figure, color: color.contrasting, alpha: 0.8, lineWidth: Self.edgeWidth)
      } else {
        canvas.stroke(figure, color: color.contrasting, alpha: 0.8, lineWidth: lineWidth)
        canvas.stroke(figure, color: color, lineWidth: max(1, lineWidth - 1.5))
      }
    }
  }
}
