import NeuralNet

/// A residual network as data: what its layers are built from, and its weights counted from without
/// building any.
package struct NetworkLayout: Sendable {
  /// The blocks of a group: `count` of them, with `inner` channels between their convolutions.
  package struct Stage: Sendable {
    let inner, outputs, count: Int

    package init(inner: Int, outputs: Int, count: Int) {
      self.inner = inner
      self.outputs = outputs
      self.count = count
    }
  }

  let order: ActivationOrder
  /// The convolution before the groups. Of post-activation networks batch normalisation and ReLU
  /// follow.
  let stem: ConvolutionLayout
  /// Whether a 3x3 maximum of stride 2 ends the stem.
  let poolsStem: Bool
  let groups: [GroupLayout]
  let names: LayerNames
  /// How batch norm's gamma starts.
  let gamma: Initializer

  /// Groups of alike blocks, of which all but the first group halve the picture.
  ///
  /// - Parameters:
  ///   - kernels: The sizes of the convolutions of each block.
  ///   - strided: Which of a block's convolutions halves the picture.
  /// - Throws: ``NetworkError`` if a shortcut without weights would have to drop channels.
  package init(
    _ order: ActivationOrder, stem: ConvolutionLayout, poolsStem: Bool = false, kernels: [Int],
    strided: Int = 0, shortcut: NetworkConfiguration.Shortcut, stages: [Stage], names: LayerNames,
    gamma: Initializer = .constant(1)
  ) throws {
    func block(_ inputs: Int, _ stage: Stage, stride: Int) -> BlockLayout {
      BlockLayout(
        order, kernels: kernels, inputs: inputs, inner: stage.inner, outputs: stage.outputs,
        stride: stride, strided: strided, shortcut: shortcut)
    }
    var inputs = stem.outputs
    groups = try stages.enumerated().map { index, stage in
      if shortcut == .zeroPadded && inputs > stage.outputs {
        throw NetworkError(
          "shortcut A cannot lead from \(inputs) channels to \(stage.outputs); take shortcut B or a"
            + " larger width.")
      }
      defer { inputs = stage.outputs }
      return GroupLayout(
        first: block(inputs, stage, stride: index == 0 ? 1 : 2),
        rest: block(stage.outputs, stage, stride: 1), count: stage.count)
    }
    self.order = order
    self.stem = stem
    self.poolsStem = poolsStem
    self.names = names
    self.gamma = gamma
  }

  /// Channels before the head.
  var outputs: Int { groups.last?.outputs ?? stem.outputs }

  /// The number of weights with biases and batch norm's gamma and beta, as papers count them. In
  /// Double, since a configuration may claim any size.
  func weightCount(classes: Int) -> Double {
    let norm = order == .pre ? 2 * Double(outputs) : 0
    let head = Double(outputs + 1) * Double(classes)
    return trunkWeightCount(groupCount: groups.count) + norm + head
  }

  /// The same of the stem and the first `groupCount` groups alone.
  func trunkWeightCount(groupCount: Int) -> Double {
    let norm = order == .post ? 2 * Double(stem.outputs) : 0
    return groups.prefix(groupCount).reduce(stem.weightCount + norm) { $0 + $1.weightCount }
  }
}

/// Channel numbers times the width factor, rounded down as in the authors' `int(v * width)`.
func widened(_ channels: [Int], by width: Double) throws -> [Int] {
  let products = channels.map { Double($0) * width }
  guard let least = products.min(), least >= 1, products.allSatisfy({ $0 < 1e6 }) else {
    throw NetworkError(
      "width must be a positive factor such as 1, 1.5, 2 or 10 that leaves at least one channel,"
        + " got \(width.shortDescription).")
  }
  return products.map { Int($0) }
}
