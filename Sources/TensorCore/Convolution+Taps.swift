import TensorKernels

extension Convolution {
  /// The filter packed for `tapOutput`.
  func tapFilter(_ g: WindowGeometry, _ filter: Tensor) -> Tensor {
    TapFilter([.output(g, outputChannels: filter.shape[3])], isTransposed: false).packed(filter)
  }

  /// Writes the convolution of `input` with a packed filter to `output`.
  func tapOutput(
    _ g: WindowGeometry, _ input: ActivatedTensor, packedFilter: Tensor,
    into output: inout Tensor, finish: ConvolutionFinish, reduction: OutputReduction
  ) -> ReducedOutput {
    TapPlan(.output(g, outputChannels: output.shape[3])).run(
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
      ActivatedTensor(gradient), packedFilter: layout.packed(filter), into: &result, finish: finish,
      reduction: reduction)
  }
}

extension TapFilter {
  func packed(_ filter: Tensor) -> Tensor {
    var packed = Tensor(uninitialized: [count])
    filter.withFloats { w in
      packed.withMutableFloats { packed in
        ThreadPool.current.forEach(panels) { pack(panel: $0, w, packed) }
      }
    }
    return packed
  }
}

/// How the grids of one target are cut into tasks: runs of pixels, and where there are few of those,
/// of output channels.
struct TapPlan {
  private struct Task {
    let grid: TapGrid
    let rows, panels: Range<Int>
  }

  /// Factors of a panel of the packed filter.
  private let depth: Int
  private let tasks: [Task]
  private let isCutByChannels: Bool
  /// Pixels that a task takes at a time.
  private let block: Int

  /// A plan for the whole of a target.
  init(_ grid: TapGrid, largestBlock: Int = 96) {
    self.init([grid], depth: grid.depth, largestBlock: largestBlock)
  }

  init(_ grids: [TapGrid], depth: Int, largestBlock: Int = 96) {
    self.depth = depth
    let panels = grids.first?.panels ?? 1
    // A small filter stays in cache anyway: pixels that stay in the first-level cache from the first
    // product to the last sum. Else enough of them to pay for the filter's way through the cache.
    let isThin = depth * panels <= 1024
    let fitting = 6144 / max(1, depth + 16 * panels) / 6 * 6
    let block = isThin ? max(24, min(96, fitting)) : largestBlock
    let sizes = grids.map { isThin ? max(1, min(16, $0.rows / 32 / block)) * block : block }
    let runs = zip(grids, sizes).map { ($0.rows + $1 - 1) / $1 }
    let total = runs.reduce(0, +)
    let groups = max(1, min(panels / 4, total > 0 ? (31 + total) / total : 1))
    var tasks: [Task] = []
    for (grid, runs) in zip(grids, runs) where runs > 0 {
      let size = ((grid.rows + runs - 1) / runs + 5) / 6 * 6
      for first in stride(from: 0, to: grid.rows, by: size) {
        for group in 0..<groups {
          tasks.append(
            Task(
              grid: grid, rows: first..<min(grid.rows, first + size),
              panels: panels * group / groups..<panels * (group + 1) / groups))
        }
      }
    }
    self.block = block
    isCutByChannels = groups > 1
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
          finish.withFloats(channels: K, y) { outputFinish in
            ownReduction.withTaskReductions(&partial) { reduction in
              ThreadPool.current.forEach(tasks.count) { i in
                let target = Target(
                  y: y, finish: outputFinish, isSum: finish.isSum, reduction: reduction(i))
                run(tasks[i], x, activation, w, target)
              }
            }
          }
        }
      }
    }
    return isCutByChannels
      ? reduction.result(of: output) : reduction.result(partial, channels: K)
  }

  /// Where the pixels of a task go.
  private struct Target {
    let y: UnsafeMutablePointer<Float>
    let finish: OutputFinish?
    /// Whether the only thing to finish is to add the residual, if there is one.
    let isSum: Bool
    let reduction: RowReduction
  }

  private func run(
    _ task: Task, _ x: UnsafePointer<Float>, _ activation: ChannelActivation?,
    _ filter: UnsafePointer<Float>, _ target: Target
  ) {
    let (grid, K) = (task.grid, task.grid.target.channels)
    // The pixels of a 1x1 convolution are the rows of the product.
    let isInPlace = grid.isPointwise && activation == nil
    // Whole panels that nothing is done to but added are summed up where they belong.
    let isDirect = target.isSum && grid.isWhole && K % 16 == 0
    let panelPitch = task.panels.count * 16
    let channels = task.panels.lowerBound * 16..<min(K, task.panels.upperBound * 16)
    let widest = isInPlace ? 0 : grid.slices.reduce(0) { max($0, $1.count) }
    withScratch(block * widest, isDirect ? 0 : block * panelPitch) { columns, sums in
      for first in stride(from: task.rows.lowerBound, to: task.rows.upperBound, by: block) {
        let rows = first..<min(task.rows.upperBound, first + block)
        let start = first * K + channels.lowerBound
        let (M, pitch) = isDirect ? (target.y + start, K) : (sums, panelPitch)
        var addend = isDirect ? target.finish?.residual.map { $0 + start } : nil
        if grid.slices.isEmpty { M.update(repeating: 0, count: rows.count * pitch) }
        var upcoming = upcoming(rows.upperBound, task, x, target)
        for slice in grid.slices {
          if !isInPlace {
            gatherTaps(
              grid, slice, rows: rows, x, activation: activation, columns, pitch: slice.count)
          }
          let C = grid.source.channels
          multiplyTaps(
            slice, panels: task.panels, rows: rows.count,
            isInPlace ? x + first * C + slice.channels.lowerBound : UnsafePointer(columns),
            aPitch: isInPlace ? C : slice.count, filter, depth: depth, M, pitch: pitch,
            addend: addend, upcoming: &upcoming)
          addend = UnsafePointer(M)
        }
        if isDirect {
          target.reduction.add(rows: rows.count, channels: K, target.y, offset: first * K)
        } else {
          writeTaps(
            grid, rows: rows, channels: channels, M, pitch: pitch, target.y,
            finish: target.finish, reduction: target.reduction)
        }
      }
    }
  }

  /// What the block of pixels from `first` on will need.
  private func upcoming(
    _ first: Int, _ task: Task, _ x: UnsafePointer<Float>, _ target: Target
  ) -> UpcomingMemory {
    let (C, K) = (task.grid.source.channels, task.grid.target.channels)
    let rows = min(block, task.rows.upperBound - first)
    guard task.grid.isWhole, rows > 0 else { return UpcomingMemory() }
    let y = UnsafePointer(target.y)
    let residual = target.finish?.residual
    return UpcomingMemory(
      rows: rows, inputs: task.grid.isPointwise ? x + first * C : nil, C,
      outputs: (
        y + first * K, residual == y ? nil : residual.map { $0 + first * K },
        target.reduction.input.map { $0 + first * K }
      ), K)
  }
}
