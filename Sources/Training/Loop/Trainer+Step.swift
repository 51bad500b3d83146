import Autograd
import NeuralNet

extension Trainer {
  /// One step of gradient descent.
  ///
  /// The parts of a batch add their gradients. While the last one runs backward, each parameter is
  /// changed as soon as its gradient is complete, so that there are never more gradients than the
  /// parts before left; only clipping needs all of them at once.
  func step(_ batch: Task.Epoch.Batch, learningRate: Float) throws -> Task.Position.Sums {
    let random = RandomSource(
      RandomStream.dropout.generator(seed: recipe.seed, position.epoch, position.step))
    let clips = recipe.gradientNorm.isFinite
    let parts = batch.parts(recipe.accumulation)
    var sums = Task.Position.Sums()
    for (index, part) in parts.enumerated() {
      let tape = Tape()
      let (losses, own) = task.losses(of: part, tape, random)
      let total = losses.reduce(0) { $0 + $1.weight * $1.loss.value.scalar }
      guard total.isFinite else { throw divergence("loss", total, batch, learningRate) }
      let share = Float(part.count) / Float(batch.count)
      let updates = index == parts.count - 1 && !clips
      tape.backward(from: losses.map { ($0.loss, share * $0.weight) }) { [optimizer] in
        if updates { optimizer.update($0, learningRate: learningRate) }
      }
      sums += own
    }
    if clips {
      let norm = optimizer.clipGradients(toNorm: recipe.gradientNorm)
      guard norm.isFinite else { throw divergence("gradient", norm, batch, learningRate) }
    }
    // What the last part did not use (stochastic depth) may have a gradient of the others.
    if clips || parts.count > 1 { optimizer.step(learningRate: learningRate) }
    average?.update(step: position.epoch * stepsPerEpoch + position.step)
    position.sums += sums
    position.step += 1
    return sums
  }

  private func divergence(
    _ what: String, _ value: Float, _ batch: Task.Epoch.Batch, _ learningRate: Float
  ) -> TrainingError {
    let names = task.names(of: batch)
    let rest = names.count - 8
    return TrainingError(
      "the \(what) is \(value) at step \(position.step + 1) of epoch \(position.epoch + 1), with the"
        + " learning rate \(learningRate) and the pictures"
        + " \(names.prefix(8).joined(separator: ", "))" + (rest > 0 ? " and \(rest) more" : "")
        + "; try a smaller --lr or a longer --warmup, and look at these pictures.")
  }
}
