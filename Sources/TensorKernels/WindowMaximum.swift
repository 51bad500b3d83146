/// The maximum over a window of cells of `channels` floats each, and the offset in `x` of each
/// channel's winner, the first one in case of a tie; a NaN wins, as in PyTorch. `first` is the
/// offset of the window's first cell.
@inline(__always) func windowMaximum(
  _ channels: Int, rows: Int, columns: Int, rowStride: Int, _ x: Floats, first: Int,
  _ y: MutableFloats, index: UnsafeMutablePointer<Int32>?
) {
  forEachLane(channels) { c, width in
    if width == laneWidth {
      if let index {
        var (best, winner) = (
          load(x, first + c), SIMD8(repeating: Int32(truncatingIfNeeded: first))
        )
        for i in 0..<rows {
          for j in 0..<columns {
            let offset = first + i * rowStride + j * channels
            let v = load(x, offset + c)
            let greater = (v .> best) .| (v .!= v)
            best.replace(with: v, where: greater)
            winner.replace(with: Int32(truncatingIfNeeded: offset), where: greater)
          }
        }
        store(y, c, best)
        winner &+= SIMD8(0, 1, 2, 3, 4, 5, 6, 7) &+ Int32(truncatingIfNeeded: c)
        UnsafeMutableRawPointer(index + c).storeBytes(of: winner, as: SIMD8<Int32>.self)
      } else {
        var best = load(x, first + c)
        for i in 0..<rows {
          for j in 0..<columns {
            let v = load(x, first + i * rowStride + j * channels + c)
            let greater = (v .> best) .| (v .!= v)
            best.replace(with: v, where: greater)
          }
        }
        store(y, c, best)
      }
    } else {
      var winner = first + c
      for i in 0..<rows {
        for j in 0..<columns {
          let offset = first + i * rowStride + j * channels + c
          let v = x[offset]
          if v > x[winner] || v.isNaN { winner = offset }
        }
      }
      y[c] = x[winner]
      index?[c] = Int32(truncatingIfNeeded: winner)
    }
  }
}
