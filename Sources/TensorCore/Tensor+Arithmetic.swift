import TensorKernels

/// Floats per task of an elementwise loop: long enough to pay for a task, short enough to stay in
/// cache.
let elementwiseGrain = 1 << 15

extension Tensor {
  /// The elementwise sum.
  /// - Precondition: The shapes are equal.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    precondition(a.shape == b.shape, "cannot add shapes \(a.shape) and \(b.shape)")
    var result = Tensor(uninitialized: a.shape)
    a.withFloats { pa in
      b.withFloats { pb in
        result.withMutableFloats { p in
          ThreadPool.current.forEachRange(a.count, grain: elementwiseGrain) { range in
            let i = range.lowerBound
            TensorKernels.add(range.count, pa + i, pb + i, p + i)
          }
        }
      }
    }
    return result
  }

  /// Adds `other * scale` in place.
  /// - Precondition: The shapes have the same count.
  public mutating func add(_ other: Tensor, times scale: Float = 1) {
    precondition(count == other.count, "cannot add \(other.shape) to \(shape)")
    other.withFloats { source in
      withMutableFloats { target in
        ThreadPool.current.forEachRange(other.count, grain: elementwiseGrain) { range in
          let i = range.lowerBound
          if scale == 1 {
            TensorKernels.add(range.count, source + i, into: target + i)
          } else {
            TensorKernels.add(range.count, source + i, times: scale, into: target + i)
          }
        }
      }
    }
  }

  /// Multiplies every scalar in place.
  public mutating func scale(by factor: Float) {
    forEachMutableRange { multiply($0.count, $1, by: factor) }
  }

  /// The scalars with negative ones replaced by zero.
  public func relu() -> Tensor {
    var result = Tensor(uninitialized: shape)
    withFloats { source in
      result.forEachMutableRange { TensorKernels.relu($0.count, source + $0.lowerBound, $1) }
    }
    return result
  }

  /// Zeroes this gradient where the output of a ReLU is not positive.
  package mutating func maskByReLU(output: Tensor) {
    precondition(
      output.count == count, "the gradient \(shape) does not fit the output \(output.shape)")
    output.withFloats { y in
      forEachMutableRange { reluBackward($0.count, output: y + $0.lowerBound, gradient: $1) }
    }
  }

  /// The logistic function of each scalar.
  public func sigmoid() -> Tensor {
    var result = Tensor(uninitialized: shape)
    withFloats { source in
      result.forEachMutableRange { TensorKernels.sigmoid($0.count, source + $0.lowerBound, $1) }
    }
    return result
  }

  /// Adds a row `[C]` to each row of the last axis in place.
  package mutating func addRow(_ row: Tensor) {
    precondition(row.count == shape.channels, "a row of \(row.count) does not fit \(shape)")
    let columns = shape.channels
    row.withFloats { source in
      let rows = shape.rows
      withMutableFloats { target in
        ThreadPool.current.forEachRange(rows, grain: max(1, elementwiseGrain / max(columns, 1))) {
          TensorKernels.addRow(
            rows: $0.count, columns: columns, source, into: target + $0.lowerBound * columns)
        }
      }
    }
  }

  /// The sum of all rows: `[..., C]` to `[C]`, in a fixed order.
  package func rowSums() -> Tensor {
    let columns = shape.channels
    let rows = shape.rows
    let grain = max(16, elementwiseGrain / max(columns, 1))
    let chunks = max(1, (rows + grain - 1) / grain)
    var partial = Tensor([chunks, columns])
    withFloats { source in
      partial.withMutableFloats { target in
        ThreadPool.current.forEach(chunks) { i in
          let range = i * grain..<min(rows, (i + 1) * grain)
          addRowSums(
            rows: range.count, columns: columns, source + range.lowerBound * columns,
            into: target + i * columns)
        }
      }
    }
    guard chunks > 1 else { return partial.reshaped(to: [columns]) }
    var total = Tensor([columns])
    partial.withFloats { p in
      total.withMutableFloats { addRowSums(rows: chunks, columns: columns, p, into: $0) }
    }
    return total
  }

  /// The sum of squares: of 4,096 scalars at a time in Float, those sums in Double, in a fixed
  /// order.
  public func squaredNorm() -> Double {
    let grain = 4096
    let chunks = (count + grain - 1) / grain
    return withFloats { p in
      var total = 0.0
      for i in 0..<chunks {
        let start = i * grain
        total += Double(dot(min(grain, count - start), p + start, p + start))
      }
      return total
    }
  }

  /// Whether no scalar is infinite or not a number.
  public var isFinite: Bool { squaredNorm().isFinite || scalars.allSatisfy(\.isFinite) }

  /// Calls `body` with ranges of the scalars and the start of each, at the same time.
  private mutating func forEachMutableRange(
    _ body: (Range<Int>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let count = count
    withMutableFloats { target in
      ThreadPool.current.forEachRange(count, grain: elementwiseGrain) {
        body($0, target + $0.lowerBound)
      }
    }
  }
}
