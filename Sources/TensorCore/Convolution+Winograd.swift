import TensorKernels

extension WinogradGeometry {
  /// The convolution of the input gradient: channels change places.
  var transposed: WinogradGeometry {
    WinogradGeometry(
      batch: batch, height: height, width: width, inputChannels: outputChannels,
      outputChannels: inputChannels)
  }

  /// Tiles per task: the transformed input and output should stay in the second-level cache, yet
  /// each point's matrix product needs enough rows. A multiple of 6, the rows of the micro-kernel.
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
    input.withFloats { x in
      filter.withFloats { w in
        output.withMutableFloats { y in
          withScratch(g.filterCount) { U in
            ThreadPool.current.forEachRange(g.inputChannels, grain: max(1, g.inputChannels / 16)) {
              winogradTransformFilter(g, inputChannels: $0, w, rotated: rotated, U)
            }
            ThreadPool.current.forEachRange(g.tiles, grain: g.tilesPerBlock) {
              winogradBlock(g, tiles: $0, x, U, y)
            }
          }
        }
      }
    }
  }

  /// The outputs of `tiles`, at most `tilesPerBlock`, from the inputs and the transformed filter.
  private func winogradBlock(
    _ g: WinogradGeometry, tiles: Range<Int>, _ x: UnsafePointer<Float>, _ U: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) {
    let capacity = g.tilesPerBlock
    let points = WinogradGeometry.points * capacity
    withScratch(points * g.inputChannels, points * g.paddedOutputChannels, g.patchCount) {
      V, M, patch in
      winogradTransformInput(
        g, tiles: tiles, x, V, pointStride: capacity * g.inputChannels,
        tileStride: g.inputChannels, laneStride: laneWidth, patch: patch)
      winogradMultiply(g, tiles: tiles.count, capacity: capacity, V, U, M)
      winogradTransformOutput(g, tiles: tiles, capacity: capacity, M, y, patch: patch)
    }
  }

  /// Tiles in rounds that fit the last-level cache: all threads transform a round, then all
  /// multiply it, each its own points and channels.
  func addWinogradFilterGradient(
    _ g: WinogradGeometry, _ gradient: Tensor, input: Tensor, to total: inout Tensor
  ) {
    let (C, K) = (g.inputChannels, g.paddedOutputChannels)
    let points = WinogradGeometry.points
    let round = min(g.tiles, max(128, (1 << 22) / (points * (C + K))))
    var dU = Tensor([points, C, K])
    input.withFloats { x in
      gradient.withFloats { dy in
        dU.withMutableFloats { sums in
          withScratch(points * round * C, points * round * K) { V, D in
            for first in Swift.stride(from: 0, to: g.tiles, by: round) {
              let tiles = first..<min(g.tiles, first + round)
              winogradTransformRound(g, tiles: tiles, capacity: round, x, dy, V, D)
              ThreadPool.current.forEach(points) { point in
                winogradAccumulateFilter(
                  g, point: point, channels: 0..<C, tiles: tiles.count, capacity: round, V, D,
                  into: sums)
              }
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

  /// Transforms inputs and output gradients of `tiles`, packed for `winogradAccumulateFilter`.
  private func winogradTransformRound(
    _ g: WinogradGeometry, tiles: Range<Int>, capacity: Int, _ x: UnsafePointer<Float>,
    _ dy: UnsafePointer<Float>, _ V: UnsafeMutablePointer<Float>, _ D: UnsafeMutablePointer<Float>
  ) {
    ThreadPool.current.forEachRange(tiles.count, grain: 16) { part in
      let own = tiles.lowerBound + part.lowerBound..<tiles.lowerBound + part.upperBound
      withScratch(g.patchCount) { patch in
        winogradTransformInput(
          g, tiles: own, x, V + part.lowerBound * laneWidth,
          pointStride: capacity * g.inputChannels, tileStride: laneWidth,
          laneStride: capacity * laneWidth, patch: patch)
        winogradTransformGradient(
          g, tiles: own, first: tiles.lowerBound, capacity: capacity, dy, D, patch: patch)
      }
    }
  }
}
