extension Resampler {
  /// Resamples rows of `inputWidth` pixels along x; `source` holds `rows` of them.
  static func alongRows(
    _ source: UnsafePointer<UInt8>, inputWidth: Int, rows: Int, weights: ResampleWeights,
    outputWidth: Int, into destination: UnsafeMutablePointer<UInt8>
  ) {
    let (inputBytes, outputBytes) = (inputWidth * 3, outputWidth * 3)
    func pass(
      _ source: UnsafePointer<UInt8>, rows: Int, into destination: UnsafeMutablePointer<UInt8>
    ) {
      for y in stride(from: 0, to: rows, by: 4) {
        // Where fewer than four rows are left, the last one is made again.
        let rest = rows - 1 - y
        let rows = SIMD4(0, min(1, rest), min(2, rest), min(3, rest))
        fourRows(
          source + y * inputBytes, rows &* inputBytes, weights, outputWidth,
          destination + y * outputBytes, rows &* outputBytes)
      }
    }
    // Pixels are read in pairs, a pair as eight bytes: an odd pixel and two bytes too many. The last
    // rows go where that is in bounds.
    let excess = 5
    let copied = min(rows, (excess + inputBytes - 1) / inputBytes)
    let direct = rows - copied
    pass(source, rows: direct, into: destination)
    withUnsafeTemporaryAllocation(
      of: UInt8.self, capacity: copied * inputBytes + excess
    ) { padded in
      padded.initialize(repeating: 0)
      guard let padded = padded.baseAddress else { return }
      padded.update(from: source + direct * inputBytes, count: copied * inputBytes)
      pass(padded, rows: copied, into: destination + direct * outputBytes)
    }
  }

  /// Four rows, at these offsets, share their weights; the vectors are pairs of pixels.
  private static func fourRows(
    _ source: UnsafePointer<UInt8>, _ sources: SIMD4<Int>, _ weights: ResampleWeights,
    _ outputWidth: Int, _ destination: UnsafeMutablePointer<UInt8>, _ destinations: SIMD4<Int>
  ) {
    weights.withPointers { starts, counts, values in
      for x in 0..<outputWidth {
        var sums = (Sum(), Sum(), Sum(), Sum())
        var from = UnsafeRawPointer(source) + starts[x] &* 3
        var pair = UnsafeRawPointer(values + x &* weights.stride)
        for _ in 0..<(counts[x] &+ 1) / 2 {
          let w = pair.loadUnaligned(as: SIMD2<Int32>.self)
          let both = SIMD8(w[0], w[0], w[0], w[0], w[1], w[1], w[1], w[1])
          sums.0.add(from + sources[0], times: both)
          sums.1.add(from + sources[1], times: both)
          sums.2.add(from + sources[2], times: both)
          sums.3.add(from + sources[3], times: both)
          from += 6
          pair += 8
        }
        let pixels = unsafeBitCast(
          bytes(
            SIMD16(
              lowHalf: SIMD8(lowHalf: sums.0.pixel, highHalf: sums.1.pixel),
              highHalf: SIMD8(lowHalf: sums.2.pixel, highHalf: sums.3.pixel))),
          to: SIMD4<UInt32>.self)
        let to = UnsafeMutableRawPointer(destination) + x &* 3
        let isLast = x == outputWidth &- 1
        store(pixels[0], to + destinations[0], isLast)
        store(pixels[1], to + destinations[1], isLast)
        store(pixels[2], to + destinations[2], isLast)
        store(pixels[3], to + destinations[3], isLast)
      }
    }
  }

  /// The weighted sum of the even pixels, and of the odd ones: red, green, blue, nothing.
  private struct Sum {
    private var value = SIMD8<Int32>(half, half, half, half, 0, 0, 0, 0)

    var pixel: SIMD4<Int32> {
      @inline(__always) get { value.lowHalf &+ value.highHalf }
    }

    /// Adds two pixels. Eight bytes are read.
    @inline(__always)
    mutating func add(_ pixels: UnsafeRawPointer, times weights: SIMD8<Int32>) {
      let bytes = pixels.loadUnaligned(as: SIMD8<UInt8>.self)
      // Written as the bytes of the eight integers, this is one shuffle.
      var spread = SIMD32<UInt8>()
      spread[0] = bytes[0]
      spread[4] = bytes[1]
      spread[8] = bytes[2]
      spread[16] = bytes[3]
      spread[20] = bytes[4]
      spread[24] = bytes[5]
      value &+= unsafeBitCast(spread, to: SIMD8<Int32>.self) &* weights
    }
  }

  /// Writes a pixel and, except for the last one of a row, a byte that the next pixel overwrites.
  @inline(__always)
  private static func store(_ pixel: UInt32, _ target: UnsafeMutableRawPointer, _ isLast: Bool) {
    if isLast {
      target.storeBytes(of: UInt16(truncatingIfNeeded: pixel), as: UInt16.self)
      target.storeBytes(
        of: UInt8(truncatingIfNeeded: pixel &>> 16), toByteOffset: 2, as: UInt8.self)
    } else {
      target.storeBytes(of: pixel, as: UInt32.self)
    }
  }
}
