import Imaging

extension PicturePreparation {
  /// How a picture of the right size is moved.
  struct Placement {
    var x = 0
    var y = 0
    var isMirrored = false
    /// What lies outside the picture is 0 instead of its reflection.
    var padsWithZeros = false

    var movesColumns: Bool { isMirrored || x != 0 }
  }

  /// Normalises a picture of bytes, moved and with changed colours.
  func convert(
    _ pixels: UnsafeBufferPointer<UInt8>, _ placement: Placement, _ colors: ColorChange?,
    to target: UnsafeMutablePointer<Float>
  ) {
    guard let pixels = pixels.baseAddress else { return }
    defer { clearPadding(placement, of: target) }
    guard let colors else {
      return forEachRow(pixels, placement) { y, row in
        normalization.write(row, count: size, to: target + y * size * 3)
      }
    }
    var sums = SIMD3<Int>.zero
    forEachRow(pixels, placement) { _, row in addColors(row, count: size, to: &sums) }
    let grey =
      ColorChange.grey(Float(sums.x), Float(sums.y), Float(sums.z)) / Float(size * size)
    forEachRow(pixels, placement) { y, row in
      colors.write(row, count: size, meanGrey: grey, normalization, to: target + y * size * 3)
    }
  }

  /// Moves a picture of numbers.
  func move(
    _ pixels: UnsafePointer<Float>, _ placement: Placement, to target: UnsafeMutablePointer<Float>
  ) {
    forEachRow(pixels, placement) { y, row in
      (target + y * size * 3).update(from: row, count: size * 3)
    }
    clearPadding(placement, of: target)
  }

  /// Sets what a moved picture shows of its surroundings to 0, if it is to be padded so.
  private func clearPadding(_ placement: Placement, of target: UnsafeMutablePointer<Float>) {
    guard placement.padsWithZeros else { return }
    let inside = 0..<size
    for y in inside {
      let row = target + y * size * 3
      if inside.contains(y + placement.y) {
        for x in inside where !inside.contains(x + placement.x) {
          (row + x * 3).update(repeating: 0, count: 3)
        }
      } else {
        row.update(repeating: 0, count: size * 3)
      }
    }
  }

  /// Calls `body` with each row of the moved picture, padded by reflection about its first and last
  /// pixels.
  @inline(__always)
  private func forEachRow<Scalar: BitwiseCopyable>(
    _ pixels: UnsafePointer<Scalar>, _ placement: Placement,
    _ body: (Int, UnsafePointer<Scalar>) -> Void
  ) {
    let rowCount = size * 3
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: rowCount) { moved in
      guard let moved = moved.baseAddress else { return }
      for y in 0..<size {
        var row = pixels + reflected(y + placement.y) * rowCount
        if placement.movesColumns {
          for x in 0..<size {
            let column = reflected(x &+ placement.x)
            let pixel = row + (placement.isMirrored ? size &- 1 &- column : column) &* 3
            (moved + x &* 3).update(from: pixel, count: 3)
          }
          row = UnsafePointer(moved)
        }
        body(y, row)
      }
    }
  }

  /// The position under reflection about the first and last pixel.
  private func reflected(_ i: Int) -> Int {
    i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i
  }
}
