extension Resampler {
  /// Resamples `outputHeight` rows of `rowBytes` bytes along y. Row 0 of `source` is row `firstRow`
  /// to the weights.
  static func alongColumns(
    _ source: UnsafePointer<UInt8>, rowBytes: Int, firstRow: Int, weights: ResampleWeights,
    outputHeight: Int, into destination: UnsafeMutablePointer<UInt8>
  ) {
    weights.withPointers { starts, counts, values in
      for y in 0..<outputHeight {
        blend(
          source + (starts[y] - firstRow) * rowBytes, rowBytes: rowBytes,
          weights: values + y * weights.stride, count: counts[y],
          into: destination + y * rowBytes)
      }
    }
  }

  /// The weighted sum of `count` rows.
  private static func blend(
    _ source: UnsafePointer<UInt8>, rowBytes: Int, weights: UnsafePointer<Int32>, count: Int,
    into destination: UnsafeMutablePointer<UInt8>
  ) {
    guard rowBytes >= 16 else {
      for x in 0..<rowBytes {
        var sum = SIMD16<Int32>(repeating: half)
        for tap in 0..<count {
          sum[0] &+= Int32(source[x + tap * rowBytes]) &* weights[tap]
        }
        destination[x] = bytes(sum)[0]
      }
      return
    }
    for start in stride(from: 0, to: rowBytes, by: 16) {
      // The last vector ends with the row: some of its bytes are made again.
      let x = min(start, rowBytes &- 16)
      var sum = SIMD16<Int32>(repeating: half)
      var row = UnsafeRawPointer(source + x)
      for tap in 0..<count {
        let bytes = row.loadUnaligned(as: SIMD16<UInt8>.self)
        sum &+= SIMD16(truncatingIfNeeded: bytes) &* weights[tap]
        row += rowBytes
      }
      UnsafeMutableRawPointer(destination + x).storeBytes(
        of: bytes(sum), as: SIMD16<UInt8>.self)
    }
  }
}
