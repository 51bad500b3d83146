import TensorKernels

/// Sums that a convolution takes over its outputs while they are in cache.
package enum OutputReduction {
  case none
  /// For the mean and variance of each channel.
  case moments
  /// For the backward pass of a batch normalisation, where the outputs are gradients of its result.
  case batchNormSums(BatchNormGradient)

  /// Floats of the partial sums of one task, each added to in a fixed order.
  private func count(_ channels: Int) -> Int {
    switch self {
    case .none: 0
    case .moments: 4 * channels
    case .batchNormSums: 2 * channels
    }
  }

  /// Room for the partial sums of `tasks` tasks, all zero.
  func makePartialSums(tasks: Int, channels: Int) -> Tensor {
    Tensor([tasks, count(channels)])
  }

  /// Calls `body` with the function that gives each task its sums.
  func withTaskReductions<R>(
    _ partial: inout Tensor, _ body: ((_ task: Int) -> RowReduction) -> R
  ) -> R {
    let count = partial.shape[1]
    return partial.withMutableFloats { p in
      switch self {
      case .none: body { _ in .none }
      case .moments: body { .moments(partial: p + $0 * count) }
      case .batchNormSums(let gradient):
        gradient.withFloats { input in
          body { .batchNormSums(input, partial: p + $0 * count) }
        }
      }
    }
  }

  /// The sums of all tasks together, for outputs of `channels` channels.
  func result(_ partial: Tensor, channels: Int) -> ReducedOutput {
    switch self {
    case .none: .none
    case .moments: .moments(BatchNormalization.moments(partial, channels: channels))
    case .batchNormSums: .sums(BatchNormalization.sums(partial, channels: channels))
    }
  }

  /// The sums of a tensor that is already there.
  func result(of tensor: Tensor) -> ReducedOutput {
    switch self {
    case .none: .none
    case .moments: .moments(BatchNormalization.moments(of: tensor))
    case .batchNormSums(let gradient): .sums(gradient.sums(tensor))
    }
  }
}

/// What an `OutputReduction` found.
package enum ReducedOutput {
  case none
  case moments(ChannelMoments)
  case sums(BatchNormSums)
}
