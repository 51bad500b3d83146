import TensorKernels

extension WinogradGeometry {
  /// The convolution of the input gradient: channels change places.
  var transposed: WinogradGeometry {
    WinogradGeometry(
      batch: batch, height: height, width: width, inputChannels: outputChannels,
      outputChannels: inputChannels)
  }

  /// Tiles per task: the transformed input and output should stay in the second-level cache, yet each point's matrix
  /// product needs enough rows. A multiple of 6, the rows of the micro-kernel.
  var tilesPerBlock: Int {
    let fitting = (1 << 19) / (Self.points * (inputChannels + paddedOutputChannels))
    return min(max(fitting, 48), 192) / 6 * 6
  }

  /// Room for one tile's inputs or outputs where they cross the picture's edge.
  var patchCount: Int { max(36 * inputChannels, 16 * paddedOutputChannels) }
}

extension Convolution {
  func winogradOutput(
    _ g: WinogradGeometry, _ input: Tensor, filter: Tensor, rotated: Bool, into output: inout Tensor
  ) {
    let U = Storage(count: g.filterCount)
    filter.withFloats { w in
      ThreadPool.current.forEachRange(g.inputChannels, grain: max(1, g.inputChannels / 16)) {
        winogradTransformFilter(g, inputChannels: $0, w, rotated: rotated, U.pointer)
      }
    }
    let capacity = g.tilesPerBlock
    input.withFloats { x in
      output.withMutableFloats { y in
        ThreadPool.current.forEachRange(g.tiles, grain: capacity) { tiles in
          let V = Storage(count: WinogradGeometry.points * capacity * g.inputChannels)
          let M = Storage(count: WinogradGeometry.points * capacity * g.paddedOutputChannels)
          let patch = Storage(count: g.patchCount)
          winogradTransformInput(
            g, tiles: tiles, x, V.pointer, pointStride: capacity * g.inputChannels,
            tileStride: g.inputChannels,
            laneStride: laneWidth, patch: patch.pointer)
          winogradMultiply(
            g, tiles: tiles.count, capacity: capacity, V.pointer, U.pointer, M.pointer)
          winogradTransformOutput(
            g, tiles: tiles, capacity: capacity, M.pointer, y, patch: patch.pointer)
        }
      }
    }
  }

  /// Tiles in rounds that fit the last-level cache: all threads transform a round, then all multiply it, each its own points and channels.
  func addWinogradFilterGradient(
    _ g: WinogradGeometry, _ gradient: Tensor, input: Tensor, to total: inout Tensor
  ) {
    let (C, K) = (g.inputChannels, g.paddedOutputChannels)
    let round = min(g.tiles, max(128, (1 << 22) / (WinogradGeometry.points * (C + K))))
    let V = Storage(count: WinogradGeometry.points * round * C)
    let D = Storage(count: WinogradGeometry.points * round * K)
    var dU = Tensor([WinogradGeometry.points, C, K])
    input.withFloats { x in
      gradient.withFloats { dy in
        for first in Swift.stride(from: 0, to: g.tiles, by: round) {
          let tiles = first..<min(g.tiles, first + round)
          ThreadPool.current.forEachRange(tiles.count, grain: 16) { part in
            let patch = Storage(count: g.patchCount)
            let own = first + part.lowerBound..<first + part.upperBound
            winogradTransformInput(
              g, tiles: own, x, V.pointer + part.lowerBound * laneWidth, pointStride: round * C,
              tileStride: laneWidth, laneStride: round * laneWidth, patch: patch.pointer)
            winogradTransformGradient(
              g, tiles: own, first: first, capacity: round, dy, D.pointer, patch: patch.pointer)
          }
          dU.withMutableFloats { sums in
            ThreadPool.current.forEach(WinogradGeometry.points) { point in
              winogradAccumulateFilter(
                g, point: point, channels: 0..<C, tiles: tiles.count, capacity: round, V.pointer,
                D.pointer, into: sums)
            }
          }
        }
      }
    }
    dU.withFloats { sums in
      total.withMutableFloats { target in
        ThreadPool.current.forEachRange(C, grain: max(1, C / 16)) {
          winogradTransformFilterGradient(g, channels: $0, sums, into: target)
        }
      }
    }
  }
}
