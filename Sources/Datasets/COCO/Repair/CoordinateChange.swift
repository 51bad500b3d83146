import Imaging

/// Where the points of a picture are in the same picture turned, mirrored or at another size.
struct CoordinateChange: Equatable {
  /// `x' = x * xx + y * xy + x0`, `y' = x * yx + y * yy + y0`.
  var xx = 1.0
  var xy = 0.0
  var x0 = 0.0
  var yx = 0.0
  var yy = 1.0
  var y0 = 0.0

  static let none = CoordinateChange()

  static func scale(_ x: Double, _ y: Double) -> CoordinateChange {
    CoordinateChange(xx: x, yy: y)
  }

  /// From a stored picture of this size to the upright one.
  static func upright(
    from orientation: Orientation, width: Int, height: Int
  ) -> CoordinateChange {
    let (w, h) = (Double(width), Double(height))
    return switch orientation {
    case .up: .none
    case .upMirrored: CoordinateChange(xx: -1, x0: w)
    case .down: CoordinateChange(xx: -1, x0: w, yy: -1, y0: h)
    case .downMirrored: CoordinateChange(yy: -1, y0: h)
    case .leftMirrored: CoordinateChange(xx: 0, xy: 1, yx: 1, yy: 0)
    case .right: CoordinateChange(xx: 0, xy: -1, x0: h, yx: 1, yy: 0)
    case .rightMirrored: CoordinateChange(xx: 0, xy: -1, x0: h, yx: -1, yy: 0, y0: w)
    case .left: CoordinateChange(xx: 0, xy: 1, yx: -1, yy: 0, y0: w)
    }
  }

  /// How areas grow.
  var areaScale: Double { abs(xx * yy - xy * yx) }

  func applied(x: Double, y: Double) -> (x: Double, y: Double) {
    (x * xx + y * xy + x0, x * yx + y * yy + y0)
  }

  func applied(to box: COCOBox) -> COCOBox {
    let first = applied(x: box.x, y: box.y)
    let second = applied(x: box.maxX, y: box.maxY)
    return COCOBox(
      x: min(first.x, second.x), y: min(first.y, second.y), width: abs(second.x - first.x),
      height: abs(second.y - first.y))
  }

  /// Polygons as JSON, `[[x, y, ...], ...]`; nil if the value is something else.
  func applied(toPolygons value: JSONValue) -> String? {
    guard value.isList else { return nil }
    var polygons: [String] = []
    for polygon in value.elements {
      var numbers: [Double] = []
      guard polygon.forEachNumber({ numbers.append($0) }), numbers.count.isMultiple(of: 2) else {
        return nil
      }
      let points = stride(from: 0, to: numbers.count, by: 2).map { index in
        let point = applied(x: numbers[index], y: numbers[index + 1])
        return "\(point.x),\(point.y)"
      }
      polygons.append("[\(points.joined(separator: ","))]")
    }
    return "[\(polygons.joined(separator: ","))]"
  }
}
