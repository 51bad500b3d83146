import Autograd
import Detection
import Imaging
import NeuralNet
import TensorCore
import ToolSupport
import Training
import WideResNet

/// The steps that `bench` times, and the part of its report that says which.
struct DetectorWorkload: Encodable {
  private enum CodingKeys: String, CodingKey {
    case trunk, classes, mode, batch, height
    case widthInPixels = "width_px"
  }

  private static let objectsPerPicture = 8

  let trunk: String
  let classes: Int
  let mode: BenchOptions.Mode
  let batch, height, widthInPixels: Int

  private let categories: [DetectorCategory]

  init(
    recipe: DetectorRecipe, categories: [DetectorCategory], options: BenchOptions,
    size: PictureSize
  ) {
    let (depth, width) = (recipe.architecture.trunk.depth, recipe.architecture.trunk.width)
    trunk = NetworkConfiguration(family: .imagenet, depth: depth, width: width, classes: 1).name
    self.categories = categories
    classes = categories.count
    mode = options.mode
    batch = options.batch
    height = size.height
    widthInPixels = size.width
  }

  /// A detector with random weights, and a step of it on random pictures and objects.
  func makeStep(_ recipe: DetectorRecipe) throws -> () -> Void {
    let detector = try Detector(
      recipe.architecture,
      categories: categories,
      seed: recipe.seed)
    var generator = RandomGenerator(seed: recipe.seed)
    let samples = (0..<batch).map { sample(number: $0, recipe, using: &generator) }
    guard mode == .train else {
      var settings = recipe.inference
      settings.size = ImageSizing(
        shortSide: min(height, widthInPixels), longSide: max(height, widthInPixels))
      return { [settings] in
        Profile.current?.enter("pictures")
        let pictures = samples.map { ResizedPicture($0.image, settings) }
        _ = detector.detect(pictures, settings, proposals: pictures.map { _ in nil })
      }
    }
    if recipe.freezesBatchNorm == true { detector.freezeTrunkBatchNorm() }
    let source = RandomSource(generator)
    let optimizer = SGD(
      detector.store.trainable, momentum: recipe.momentum, weightDecay: recipe.weightDecay)
    return {
      let tape = Tape()
      let losses = detector.losses(samples, tape, recipe.sampling, source)
      tape.backward(from: losses.weighted(recipe.sampling))
      Profile.current?.enter("update")
      optimizer.clipGradients(toNorm: recipe.gradientNorm)
      Profile.current?.mark("Clipping")
      optimizer.step(learningRate: 1e-3)
      Profile.current?.mark("SGD")
      Profile.current?.enter(nil)
    }
  }

  /// A picture of noise with boxes of an eighth to a half of its sides.
  private func sample(
    number: Int, _ recipe: DetectorRecipe, using generator: inout RandomGenerator
  ) -> DetectionSample {
    let pixels = (0..<height * widthInPixels * 3).map { _ in UInt8(generator.next() >> 56) }
    let (width, height) = (Float(widthInPixels), Float(height))
    let objects = (0..<Self.objectsPerPicture).map { _ in
      let (w, h) = (
        width * generator.uniform(in: 0.125...0.5), height * generator.uniform(in: 0.125...0.5)
      )
      let x = (width - w) * generator.uniform()
      let y = (height - h) * generator.uniform()
      return DetectionSample.Object(
        box: Box(x0: x, y0: y, x1: x + w, y1: y + h),
        category: Int.random(in: 0..<classes, using: &generator))
    }
    return DetectionSample(
      image: Image(width: widthInPixels, height: self.height, pixels: pixels), objects: objects,
      crowds: [],
      seeds: SeedBoxes(limit: recipe.inference.proposals.seeds)
        .boxes(width: widthInPixels, height: self.height),
      name: "random picture \(number)")
  }
}
