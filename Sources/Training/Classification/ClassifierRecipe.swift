import Imaging
import WideResNet

/// Everything that a classifier's training depends on besides its pictures.
public struct ClassifierRecipe: Sendable, Hashable, Codable {
  public var dataset: ClassifierDataset
  /// The folder of the data.
  public var data: String
  public var network: NetworkConfiguration
  /// The weights that the training starts from, a run or a file; nil for random ones.
  public var weights: String?
  /// Pixels to a side that the network reads.
  public var pictureSize: Int
  public var normalization: ClassifierNormalization
  public var augmentation: PictureAugmentation
  /// The share of each label that is spread over all classes; 0 for none. See `TargetMixing`.
  public var labelSmoothing: Float = 0
  /// The alpha of mixup; 0 for none. See `TargetMixing`.
  public var mixup: Float = 0
  public var epochs: Int
  /// Pictures per step. The learning rate is taken as it is given: whoever changes one may want to
  /// change the other.
  public var batch: Int
  /// Parts in which a step's batch goes through the network, one after the other, for less memory.
  /// Loss and gradients are those of the whole batch's mean; batch normalisation sees one part at a
  /// time.
  public var accumulation = 1
  public var learningRate: Float
  public var schedule: LearningRateSchedule
  public var momentum: Float
  public var nesterov: Bool
  public var weightDecay: Float
  /// Whether batch norm's parameters and biases decay too, as in the authors' code.
  public var weightDecayOnNorms = true
  /// Whether the momentum is forgotten when the learning rate drops, as in the authors' code for
  /// CIFAR.
  public var resetsMomentum: Bool
  /// The decay per step of a moving average of the weights, which is then evaluated and saved in
  /// place of the weights themselves; 0 for none. See ``NeuralNet/WeightAverage``.
  public var ema: Float = 0
  /// Epochs from one evaluation to the next; the last epoch has one as well.
  public var evaluateEvery = 1
  /// Whether an evaluation takes the mean logits of a picture and its mirror image.
  public var flipTest = false
  /// Training ends early if an evaluation finds no better `top1` than so many epochs before; 0 for
  /// never.
  public var patience = 0
  public var seed: UInt64
  /// What the recipe gave in the paper.
  public var expected: ExpectedResult?

  /// The paper's recipe: for CIFAR and SVHN the authors' `train_cifar.sh` and `train_svhn.sh`, with
  /// the paper's division by 255 for SVHN, which their code never had; for ImageNet, which they trained
  /// with fb.resnet.torch, its defaults.
  public init(_ dataset: ClassifierDataset, classes: Int? = nil) {
    self.dataset = dataset
    data = dataset.defaultFolder
    momentum = 0.9
    nesterov = true
    learningRate = 0.1
    seed = 1
    normalization = .cifar
    switch dataset {
    case .cifar10, .cifar100:
      network = NetworkConfiguration(
        family: .cifar, depth: 28, width: 10, classes: classes ?? (dataset == .cifar10 ? 10 : 100))
      pictureSize = 32
      augmentation = .cifar
      epochs = 200
      batch = 128
      schedule = LearningRateSchedule(kind: .step, milestones: [60, 120, 160], factor: 0.2)
      weightDecay = 5e-4
      resetsMomentum = true
    case .svhn:
      network = NetworkConfiguration(
        family: .cifar, depth: 16, width: 8, classes: classes ?? 10)
      network.dropout = 0.4
      pictureSize = 32
      normalization = .unit
      augmentation = .none
      epochs = 160
      batch = 128
      learningRate = 0.01
      schedule = LearningRateSchedule(kind: .step, milestones: [80, 120], factor: 0.1)
      weightDecay = 5e-4
      resetsMomentum = true
    case .imagenet:
      normalization = .imagenet
      network = NetworkConfiguration(
        family: .imagenet, depth: 34, width: 2, classes: classes ?? 1000)
      pictureSize = 224
      augmentation = .imagenet
      epochs = 90
      batch = 256
      schedule = LearningRateSchedule(kind: .step, milestones: [31, 61], factor: 0.1)
      weightDecay = 1e-4
      resetsMomentum = false
    }
  }

  /// Changes the number of epochs; the schedule is scaled.
  public mutating func setEpochs(_ epochs: Int) {
    if epochs != self.epochs, expected?.epochs == nil { expected?.epochs = self.epochs }
    schedule = schedule.scaled(from: self.epochs, to: epochs)
    self.epochs = epochs
  }

  /// Changes the learning rate's course; steps are those of the data set's default. A warm-up
  /// stays, unless the course has a rise of its own.
  public mutating func setSchedule(_ kind: LearningRateSchedule.Kind) {
    guard kind != schedule.kind else { return }
    var recipe = ClassifierRecipe(dataset)
    recipe.setEpochs(epochs)
    schedule = schedule.changed(
      to: kind == .step ? recipe.schedule : LearningRateSchedule(kind: kind))
  }
}

extension ClassifierRecipe: TrainingRecipe {
  package var gradientNorm: Float { .infinity }

  package func learningRate(at progress: Double) -> Float {
    learningRate * Float(schedule.factor(at: progress, of: epochs))
  }
}
