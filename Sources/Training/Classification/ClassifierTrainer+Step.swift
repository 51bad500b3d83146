import Autograd
import NeuralNet

extension ClassifierTrainer {
  /// One step of gradient descent: the mean loss and the number of pictures that were right.
  ///
  /// The parts of a batch add their gradients; while the last one runs backward, each parameter is
  /// changed as soon as its gradient is complete, so that there are never more gradients than the
  /// parts before left.
  func step(
    _ batch: ClassificationBatch, learningRate: Float
  ) throws -> (loss: Float, correct: Int) {
    let source = RandomSource(
      RandomStream.dropout.generator(seed: recipe.seed, position.epoch, position.step))
    let before = position.correct
    var mean: Float = 0
    let parts = batch.parts(recipe.accumulation)
    for (index, part) in parts.enumerated() {
      let tape = Tape()
      let logits = network(tape.variable(part.pictures), .training(source))
      let loss = part.loss(logits)
      let value = loss.value.scalar
      guard value.isFinite else { throw divergence(value, batch, learningRate) }
      let share = Float(part.labels.count) / Float(batch.labels.count)
      let isLast = index == parts.count - 1
      tape.backward(from: [(loss, share)]) { [optimizer] in
        if isLast { optimizer.update($0, learningRate: learningRate) }
      }
      position.metrics.add(logits: logits.value, labels: part.labels, loss: value)
      mean += share * value
    }
    // What the last part did not use (stochastic depth) may have a gradient of the others.
    if parts.count > 1 { optimizer.step(learningRate: learningRate) }
    average?.update(step: position.epoch * stepsPerEpoch + position.step)
    position.step += 1
    return (mean, position.correct - before)
  }

  private func divergence(
    _ loss: Float, _ batch: ClassificationBatch, _ learningRate: Float
  ) -> TrainingError {
    let names = batch.indices.prefix(8).map { index in
      switch training.picture(at: index) {
      case .file(let path): "'\(path)'"
      case .pixels: "\(index)"
      }
    }
    let rest = batch.indices.count - names.count
    return TrainingError(
      "the loss is \(loss) at step \(position.step + 1) of epoch \(position.epoch + 1), with the"
        + " learning rate \(learningRate) and the pictures \(names.joined(separator: ", "))"
        + (rest > 0 ? " and \(rest) more" : "")
        + "; try a smaller --lr or a longer --warmup, and look at these pictures.")
  }
}

extension ClassificationBatch {
  /// The batch in `count` parts of nearly the same size; fewer if it has fewer pictures.
  fileprivate func parts(_ count: Int) -> [ClassificationBatch] {
    let count = min(count, labels.count)
    guard count > 1 else { return [self] }
    return (0..<count).map { part in
      let range = part * labels.count / count..<(part + 1) * labels.count / count
      return ClassificationBatch(
        indices: Array(indices[range]), pictures: pictures.slice(range),
        labels: Array(labels[range]), targets: targets?.slice(range))
    }
  }
}
