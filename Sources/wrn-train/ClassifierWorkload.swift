import Autograd
import NeuralNet
import TensorCore
import ToolSupport
import Training
import WideResNet

/// The steps that `bench` times, and the part of its report that says which.
struct ClassifierWorkload: Encodable {
  private enum CodingKeys: String, CodingKey {
    case dataset, network, depth, width, mode, batch, height
    case widthInPixels = "width_px"
  }

  let dataset: String
  /// What people call it.
  let network: String
  let depth: Int
  let width: Double
  let mode: BenchOptions.Mode
  let batch, height, widthInPixels: Int

  init(
    dataset: String, network: NetworkConfiguration, options: BenchOptions, size: PictureSize
  ) {
    self.dataset = dataset
    self.network = network.name
    depth = network.depth
    width = network.width
    mode = options.mode
    batch = options.batch
    height = size.height
    widthInPixels = size.width
  }

  /// A network with random weights, and a step of it on random pictures and labels.
  func makeStep(_ recipe: ClassifierRecipe) throws -> () -> Void {
    let store = ParameterStore()
    let network = try recipe.network.makeNetwork(ParameterBuilder(store, seed: recipe.seed))
    var generator = RandomGenerator(seed: recipe.seed)
    let shape: Shape = [batch, height, widthInPixels, 3]
    let pictures = Tensor(
      (0..<shape.count).map { _ in generator.uniform(in: -2...2) }, shape: shape)
    guard mode == .train else {
      return {
        Profile.current?.enter("forward")
        _ = network(Variable(pictures), .inference).value
        Profile.current?.enter(nil)
      }
    }

    let labels = (0..<batch).map { _ in Int.random(in: 0..<network.classCount, using: &generator) }
    let source = RandomSource(generator)
    let optimizer = SGD(
      store.trainable, momentum: recipe.momentum, weightDecay: recipe.weightDecay,
      isNesterov: recipe.nesterov)
    return {
      Profile.current?.enter("forward")
      let tape = Tape()
      let loss = network(tape.variable(pictures), .training(source))
        .softmaxCrossEntropy(labels: labels)
      tape.backward(from: loss) {
        Profile.current?.enter("update")
        optimizer.update($0, learningRate: 1e-3)  // small, so that random labels do not diverge
        Profile.current?.mark("SGD")
        Profile.current?.enter("backward")
      }
      Profile.current?.enter(nil)
    }
  }
}
