/// The two passes of resampling over rows of interleaved RGB bytes.
///
/// Sums are 32-bit fixed point, rounded to 8 bits after each pass, as Pillow does.
enum Resampler {
  private static let half = Int32(1) << (ResampleWeights.precision - 1)

  /// Resamples rows of `inputWidth` pixels along x; `source` holds `rows` of them.
  static func alongRows(
    _ source: UnsafePointer<UInt8>, inputWidth: Int, rows: Int, weights: ResampleWeights,
    outputWidth: Int, into destination: UnsafeMutablePointer<UInt8>
  ) {
    let rowBytes = inputWidth * 3
    for y in 0..<rows - 1 {
      // Pixels are read as four bytes, here up to the first byte of the next row.
      row(source + y * rowBytes, weights, outputWidth, destination + y * outputWidth * 3)
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rowBytes + 1) { padded in
      guard let padded = padded.baseAddress else { return }
      padded.update(from: source + (rows - 1) * rowBytes, count: rowBytes)
      padded[rowBytes] = 0
      row(padded, weights, outputWidth, destination + (rows - 1) * outputWidth * 3)
    }
  }

  /// One row. `source` is readable one byte past its last pixel.
  private static func row(
    _ source: UnsafePointer<UInt8>, _ weights: ResampleWeights, _ outputWidth: Int,
    _ destination: UnsafeMutablePointer<UInt8>
  ) {
    weights.starts.withUnsafeBufferPointer { starts in
      weights.counts.withUnsafeBufferPointer { counts in
        weights.weights.withUnsafeBufferPointer { values in
          for x in 0..<outputWidth {
            var sum = SIMD4<Int32>(repeating: half)
            var pixel = UnsafeRawPointer(source + starts[x] * 3)
            let first = x * weights.taps
            for tap in first..<first + counts[x] {
              let bytes = unsafeBitCast(pixel.loadUnaligned(as: UInt32.self), to: SIMD4<UInt8>.self)
              sum &+= SIMD4<Int32>(truncatingIfNeeded: bytes) &* values[tap]
              pixel += 3
            }
            let value = rounded(sum)
            destination[x * 3] = UInt8(truncatingIfNeeded: value[0])
            destination[x * 3 + 1] = UInt8(truncatingIfNeeded: value[1])
            destination[x * 3 + 2] = UInt8(truncatingIfNeeded: value[2])
          }
        }
      }
    }
  }

  /// Resamples `outputHeight` rows of `rowBytes` bytes along y. Row 0 of `source` is row `firstRow`
  /// to the weights.
  static func alongColumns(
    _ source: UnsafePointer<UInt8>, rowBytes: Int, firstRow: Int, weights: ResampleWeights,
    outputHeight: Int, into destination: UnsafeMutablePointer<UInt8>
  ) {
    weights.weights.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      for y in 0..<outputHeight {
        blend(
          source + (weights.starts[y] - firstRow) * rowBytes, rowBytes: rowBytes,
          weights: values + y * weights.taps, count: weights.counts[y],
          into: destination + y * rowBytes)
      }
    }
  }

  /// The weighted sum of `count` rows.
  private static func blend(
    _ source: UnsafePointer<UInt8>, rowBytes: Int, weights: UnsafePointer<Int32>, count: Int,
    into destination: UnsafeMutablePointer<UInt8>
  ) {
    let width = 16
    var x = 0
    while x + width <= rowBytes {
      var sum = SIMD16<Int32>(repeating: half)
      var bytes = UnsafeRawPointer(source + x)
      for tap in 0..<count {
        let row = bytes.loadUnaligned(as: SIMD16<UInt8>.self)
        sum &+= SIMD16<Int32>(truncatingIfNeeded: row) &* weights[tap]
        bytes += rowBytes
      }
      UnsafeMutableRawPointer(destination + x).storeBytes(
        of: SIMD16<UInt8>(truncatingIfNeeded: rounded(sum)), as: SIMD16<UInt8>.self)
      x += width
    }
    while x < rowBytes {
      var sum = half
      for tap in 0..<count { sum &+= Int32(source[x + tap * rowBytes]) &* weights[tap] }
      destination[x] = UInt8(min(max(sum >> ResampleWeights.precision, 0), 255))
      x += 1
    }
  }

  @inline(__always)
  private static func rounded<V: SIMD>(_ sum: V) -> V where V.Scalar == Int32 {
    (sum &>> V(repeating: ResampleWeights.precision))
      .clamped(lowerBound: V(repeating: 0), upperBound: V(repeating: 255))
  }
}
