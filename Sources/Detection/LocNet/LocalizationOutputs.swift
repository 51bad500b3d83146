import Autograd
import TensorCore

/// The outputs of LocNet's network for a region, `[2 axes, classes, vectors, M]`, x first: what they
/// should be, and the box they stand for.
package struct LocalizationOutputs: Sendable {
  package typealias Sample = (region: BatchBox, object: DetectionSample.Object)

  let model: LocalizationModel
  /// Classes with vectors of their own; 1 if all share theirs.
  let classes: Int
  /// M.
  let cells: Int

  package init(_ model: LocalizationModel, classes: Int, cells: Int) {
    self.model = model
    self.classes = classes
    self.cells = cells
  }

  /// Of one axis.
  package var count: Int { classes * vectorCount }

  /// Of one axis and class.
  private var vectorCount: Int { model.vectors.count * cells }

  /// The region around `box` moved to the borders that are most likely for a class.
  /// - Parameter logits: Of several regions, of which `row` is this one.
  func decoded(_ logits: [Float], row: Int, category: Int, around box: Box) -> Box {
    func prediction(axis: Int) -> AxisPrediction {
      AxisPrediction(
        model, cells: cells, logits: logits[place(row: row, axis: axis, category: category)])
    }
    return SearchRegion(around: box, cells: cells)
      .decode(x: prediction(axis: 0), y: prediction(axis: 1))
  }

  /// The mean over boxes, vectors and cells of the binary cross-entropy, border cells weighed by
  /// `BorderBalance`, on the vectors of each object's class alone.
  ///
  /// It is what the loss of the paper's code comes to, but for its factor 2 in the combined model,
  /// which belongs to the weights of the losses here (`SamplingSettings`).
  ///
  /// - Parameter logits: `[samples, 2 count]`.
  package func loss(_ logits: Variable, _ samples: [Sample]) -> Variable {
    var targets = [Float](repeating: 0, count: logits.shape.count)
    var weights = targets
    let mean = 1 / Float(samples.count * 2 * vectorCount)
    let vectors = model.vectors
    let balance = BorderBalance(cells: cells)
    for (row, sample) in samples.enumerated() {
      let shares = SearchRegion(around: sample.region.box, cells: cells)
        .encode(sample.object.box, model)
      for (axis, shares) in [shares.x, shares.y].enumerated() {
        let start = place(row: row, axis: axis, category: sample.object.category).lowerBound
        for (i, share) in shares.enumerated() {
          let isBorder = vectors[i / cells] != .inside
          let (target, weight) = isBorder ? balance.weighted(share) : (share, 1)
          targets[start + i] = target
          weights[start + i] = weight * mean
        }
      }
    }
    return logits.binaryCrossEntropy(
      targets: Tensor(targets, shape: logits.shape), weights: Tensor(weights, shape: logits.shape))
  }

  private func place(row: Int, axis: Int, category: Int) -> Range<Int> {
    let start = ((2 * row + axis) * classes + (classes == 1 ? 0 : category)) * vectorCount
    return start..<start + vectorCount
  }
}
