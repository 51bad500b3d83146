/// How the filter of a convolution is packed for `multiplyTaps`: `[panels][depth][16]`, where depth
/// runs over taps, and the source's channels of each.
package struct TapFilter: Sendable {
  /// Filter taps in the order in which they are packed.
  private let taps: [Int]
  private let sourceChannels, targetChannels: Int
  /// Whether the filter is stored `[taps][targetChannels][sourceChannels]`.
  private let isTransposed: Bool

  /// The filter that makes `grids`, which share all but their taps.
  package init(_ grids: [TapGrid], isTransposed: Bool) {
    taps = grids.flatMap { $0.taps.map(\.index) }
    sourceChannels = grids.first?.source.channels ?? 0
    targetChannels = grids.first?.target.channels ?? 0
    self.isTransposed = isTransposed
  }

  package var panels: Int { (targetChannels + 15) / 16 }
  /// Factors of each panel.
  package var depth: Int { taps.count * sourceChannels }
  package var count: Int { panels * depth * 16 }

  /// Packs one panel, padded with zeros.
  package func pack(panel: Int, _ filter: Floats, _ packed: MutableFloats) {
    let first = panel * 16
    let width = min(16, targetChannels - first)
    for (position, tap) in taps.enumerated() {
      let target = packed + (panel * depth + position * sourceChannels) * 16
      if isTransposed {
        packTransposed(filter + (tap * targetChannels + first) * sourceChannels, width, target)
      } else {
        packRows(filter + tap * sourceChannels * targetChannels + first, width, target)
      }
    }
  }

  private func packRows(_ rows: Floats, _ width: Int, _ target: MutableFloats) {
    for c in 0..<sourceChannels {
      let (row, target) = (rows + c * targetChannels, target + c * 16)
      if width == 16 {
        store(target, 0, load(row, 0))
        store(target, 8, load(row, 8))
      } else {
        for k in 0..<16 { target[k] = k < width ? row[k] : 0 }
      }
    }
  }

  private func packTransposed(_ columns: Floats, _ width: Int, _ target: MutableFloats) {
    let stride = sourceChannels
    for half in [0, 8] {
      let whole = width >= half + 8 ? sourceChannels / 8 * 8 : 0
      for c in Swift.stride(from: 0, to: whole, by: 8) {
        let source = columns + half * stride + c
        let t = Lane.transpose(
          (
            load(source, 0), load(source, stride), load(source, 2 * stride),
            load(source, 3 * stride), load(source, 4 * stride), load(source, 5 * stride),
            load(source, 6 * stride), load(source, 7 * stride)
          ))
        let rows = target + c * 16 + half
        store(rows, 0, t.0)
        store(rows, 16, t.1)
        store(rows, 32, t.2)
        store(rows, 48, t.3)
        store(rows, 64, t.4)
        store(rows, 80, t.5)
        store(rows, 96, t.6)
        store(rows, 112, t.7)
      }
      for c in whole..<sourceChannels {
        for k in half..<half + 8 { target[c * 16 + k] = k < width ? columns[k * stride + c] : 0 }
      }
    }
  }
}
