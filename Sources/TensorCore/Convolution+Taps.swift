import TensorKernels

extension Convolution {
  /// The filter packed for `tapOutput`.
  func tapFilter(_ g: WindowGeometry, _ filter: Tensor) -> Tensor {
    pack(
      filter, TapFilter([.output(g, outputChannels: filter.shape[3])], isTransposed: false))
  }

  private func pack(_ filter: Tensor, _ layout: TapFilter) -> Tensor {
    var packed = Tensor(uninitialized: [layout.count])
    filter.withFloats { w in
      packed.withMutableFloats { packed in
        ThreadPool.current.forEach(layout.panels) { layout.pack(panel: $0, w, packed) }
      }
    }
    return packed
  }

  /// Writes the convolution of `input` with a packed filter to `output`.
  func tapOutput(
    _ g: WindowGeometry, _ input: ActivatedTensor, packedFilter: Tensor,
    into output: inout Tensor, finish: ConvolutionFinish, reduction: OutputReduction
  ) -> ReducedOutput {
    let grid = TapGrid.output(g, outputChannels: output.shape[3])
    return TapPlan([grid], depth: grid.depth).run(
      input, packedFilter: packedFilter, into: &output, finish: finish, reduction: reduction)
  }

  /// Writes the gradient of the input to `result`.
  func tapInputGradient(
    _ g: WindowGeometry, _ gradient: Tensor, filter: Tensor, into result: inout Tensor,
    finish: ConvolutionFinish, reduction: OutputReduction
  ) -> ReducedOutput {
    var grids = TapGrid.inputGradient(g, outputChannels: filter.shape[3])
    let layout = TapFilter(grids, isTransposed: true)
    if finish.isInPlace, case .none = reduction {
      // Nothing is added to pixels that no tap looked at.
      grids.removeAll { $0.depth == 0 }
    }
    return TapPlan(grids, depth: layout.depth).run(
      ActivatedTensor(gradient), packedFilter: pack(filter, layout), into: &result, finish: finish,
      reduction: reduction)
  }
}

/// How the grids of one target are cut into tasks: blocks of pixels, and where there are few of
/// those, of output channels.
private struct TapPlan {
  private struct Task {
    let grid: TapGrid
    let rows, panels: Range<Int>
  }

  /// Factors of a panel of the packed filter.
  private let depth: Int
  private let tasks: [Task]
  private let isCutByChannels: Bool

  init(_ grids: [TapGrid], depth: Int) {
    self.depth = depth
    let panels = grids.first?.panels ?? 1
    // Enough pixels to pay for the filter's way through the cache, few enough for their sums to stay.
    let most = depth * panels < 1024 ? 384 : 96
    let blocks = grids.map { ($0.rows + most - 1) / most }
    let total = blocks.reduce(0, +)
    let groups = max(1, min(panels / 4, total > 0 ? (31 + total) / total : 1))
    isCutByChannels = groups > 1
    var tasks: [Task] = []
    for (grid, blocks) in zip(grids, blocks) where blocks > 0 {
      let size = ((grid.rows + blocks - 1) / blocks + 5) / 6 * 6
      for first in stride(from: 0, to: grid.rows, by: size) {
        for group in 0..<groups {
          tasks.append(
            Task(
              grid: grid, rows: first..<min(grid.rows, first + size),
              panels: panels * group / groups..<panels * (group + 1) / groups))
        }
      }
    }
    self.tasks = tasks
  }

  func run(
    _ input: ActivatedTensor, packedFilter: Tensor, into output: inout Tensor,
    finish: ConvolutionFinish, reduction: OutputReduction
  ) -> ReducedOutput {
    // A part of the channels has no rows to reduce.
    let ownReduction = isCutByChannels ? OutputReduction.none : reduction
    let K = output.shape[3]
    var partial = ownReduction.makePartialSums(tasks: tasks.count, channels: K)
    input.withFloats { x, activation in
      packedFilter.withFloats { w in
        output.withMutableFloats { y in
          finish.withFloats(channels: K, y) { finish in
            ownReduction.withTaskReductions(&partial) { reduction in
              ThreadPool.current.forEach(tasks.count) { i in
                let task = tasks[i]
                withProduct(task, x, activation, w) { M, pitch in
                  writeTaps(
                    task.grid, rows: task.rows,
                    channels: task.panels.lowerBound * 16..<min(K, task.panels.upperBound * 16),
                    M, pitch: pitch, y, finish: finish, reduction: reduction(i))
                }
              }
            }
          }
        }
      }
    }
    return isCutByChannels
      ? reduction.result(of: output) : reduction.result(partial, channels: K)
  }

  /// Calls `body` with the sums of one task.
  private func withProduct(
    _ task: Task, _ x: UnsafePointer<Float>, _ activation: ChannelActivation?,
    _ filter: UnsafePointer<Float>, _ body: (UnsafePointer<Float>, _ pitch: Int) -> Void
  ) {
    let (grid, rows) = (task.grid, task.rows)
    let capacity = (rows.count + 5) / 6 * 6
    let pitch = task.panels.count * 16
    // The pixels of a 1x1 convolution are the rows of the product, unless the last six are cut short.
    let isInPlace = grid.isPointwise && activation == nil && rows.count == capacity
    let widest = isInPlace ? 0 : grid.slices.reduce(0) { max($0, $1.count) }
    withScratch(capacity * widest, capacity * pitch) { columns, M in
      if grid.slices.isEmpty { M.update(repeating: 0, count: rows.count * pitch) }
      for (i, slice) in grid.slices.enumerated() {
        let channels = grid.source.channels
        if !isInPlace {
          gatherTaps(
            grid, slice, rows: rows, x, activation: activation, columns, pitch: slice.count)
        }
        multiplyTaps(
          slice, panels: task.panels, rows: rows.count,
          isInPlace
            ? x + rows.lowerBound * channels + slice.channels.lowerBound : UnsafePointer(columns),
          aPitch: isInPlace ? channels : slice.count, filter, depth: depth, M, accumulate: i > 0)
      }
      body(M, pitch)
    }
  }
}
