extension Tensor {
  /// Joins tensors along the last axis.
  /// - Precondition: There is at least one, and all other axes agree.
  public static func concatenated(_ parts: [Tensor]) -> Tensor {
    precondition(!parts.isEmpty, "nothing to concatenate")
    let leading = parts[0].shape.dimensions.dropLast()
    for part in parts {
      precondition(
        part.shape.dimensions.dropLast() == leading,
        "cannot concatenate \(parts.map(\.shape)) along the last axis")
    }
    let width = parts.reduce(0) { $0 + $1.shape.channels }
    var result = Tensor(uninitialized: Shape(leading + [width]))
    var offset = 0
    for part in parts {
      result.copyColumns(of: part, width: part.shape.channels, from: 0, to: offset)
      offset += part.shape.channels
    }
    return result
  }

  /// The columns `range` of the last axis.
  package func columns(_ range: Range<Int>) -> Tensor {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape.channels, "columns \(range) of \(shape)")
    var result = Tensor(uninitialized: Shape(shape.dimensions.dropLast() + [range.count]))
    result.copyColumns(of: self, width: range.count, from: range.lowerBound, to: 0)
    return result
  }

  private mutating func copyColumns(of source: Tensor, width: Int, from: Int, to: Int) {
    let (sourceStride, stride, rows) = (source.shape.channels, shape.channels, shape.rows)
    source.withFloats { x in
      withMutableFloats { y in
        ThreadPool.current.forEachRange(rows, grain: max(1, elementwiseGrain / max(width, 1))) {
          for r in $0 {
            (y + r * stride + to).update(from: x + r * sourceStride + from, count: width)
          }
        }
      }
    }
  }
}
