/// The weights with which the samples of one axis make its resampled ones, in fixed point.
///
/// Pillow's `precompute_coeffs` and `normalize_coeffs_8bpc`, to the bit: when shrinking, the filter
/// is widened so that every sample counts (antialiasing).
struct ResampleWeights {
  /// Binary places after the point: 8 bits of sample and 2 of overshoot leave this many.
  static let precision: Int32 = 32 - 8 - 2

  /// The first sample of each output.
  private(set) var starts: [Int] = []
  /// How many samples each output is made of, at most `stride`.
  private(set) var counts: [Int] = []
  /// `stride` weights for each output, an even number: those after its samples are zero.
  private(set) var weights: [Int32] = []
  let stride: Int

  /// Weights that take samples `from..<to`, out of `inputCount`, to `outputCount` samples, or to
  /// those of them that are in `outputs`.
  init(
    inputCount: Int, from: Float, to: Float, outputCount: Int, outputs: Range<Int>? = nil,
    filter: ResampleFilter
  ) {
    let outputs = outputs ?? 0..<outputCount
    let scale = Double(to - from) / Double(outputCount)
    let filterScale = max(1, scale)
    let support = filter.support * filterScale
    stride = (Int(support.rounded(.up)) + 1) * 2
    starts.reserveCapacity(outputs.count)
    counts.reserveCapacity(outputs.count)
    weights = [Int32](repeating: 0, count: outputs.count * stride)
    var row = [Double](repeating: 0, count: stride)
    for output in outputs {
      let center = Double(from) + (Double(output) + 0.5) * scale
      let start = max(0, Int(center - support + 0.5))
      let count = min(inputCount, Int(center + support + 0.5)) - start
      var sum = 0.0
      for tap in 0..<count {
        row[tap] = filter((Double(tap + start) - center + 0.5) / filterScale)
        sum += row[tap]
      }
      for tap in 0..<count {
        let weight = (sum == 0 ? row[tap] : row[tap] / sum) * Double(1 << Self.precision)
        weights[(output - outputs.lowerBound) * stride + tap] = Int32(
          weight + (weight < 0 ? -0.5 : 0.5))
      }
      starts.append(start)
      counts.append(count)
    }
  }

  /// The samples that any output uses.
  var inputRange: Range<Int> {
    (starts.first ?? 0)..<((starts.last ?? 0) + (counts.last ?? 0))
  }

  /// Calls `body` with `starts`, `counts` and `weights`.
  @inline(__always)
  func withPointers(
    _ body: (UnsafePointer<Int>, UnsafePointer<Int>, UnsafePointer<Int32>) -> Void
  ) {
    starts.withUnsafeBufferPointer { starts in
      counts.withUnsafeBufferPointer { counts in
        weights.withUnsafeBufferPointer { weights in
          guard let starts = starts.baseAddress, let counts = counts.baseAddress,
            let weights = weights.baseAddress
          else { return }
          body(starts, counts, weights)
        }
      }
    }
  }
}
