import Autograd
import Detection
import NeuralNet
import TensorCore

/// Trains a detector on one batch, other boxes in each step.
func train(_ detector: Detector, on batch: [DetectionSample], steps: Int) throws {
  let optimizer = SGD(detector.store.trainable, momentum: 0.9)
  let random = RandomSource(RandomGenerator(seed: 17))
  for step in 0..<steps {
    let tape = Tape()
    let losses = detector.losses(batch, tape, Synthetic.sampling, random)
    tape.backward(from: losses.weighted(Synthetic.sampling))
    optimizer.clipGradients(toNorm: 10)
    optimizer.step(learningRate: step < steps * 3 / 4 ? 0.01 : 0.001)
  }
}
