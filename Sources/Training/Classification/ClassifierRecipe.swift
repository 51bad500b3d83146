import Imaging
import WideResNet

/// Everything that a classifier's training depends on besides its pictures.
public struct ClassifierRecipe: Sendable, Hashable, Codable {
  public var dataset: ClassifierDataset
  /// The folder of the data.
  public var data: String
  public var network: NetworkConfiguration
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
  public var learningRate: Float
  public var schedule: LearningRateSchedule
  public var momentum: Float
  public var nesterov: Bool
  /// On all parameters, batch norm's and biases included, as in the authors' code.
  public var weightDecay: Float
  /// Whether the momentum is forgotten when the learning rate drops, as in the authors' code for
  /// CIFAR.
  public var resetsMomentum: Bool
  public var seed: UInt64

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

  /// Changes the number of epochs, and the milestones in proportion.
  public mutating func setEpochs(_ epochs: Int) {
    schedule = schedule.scaled(from: self.epochs, to: epochs)
    self.epochs = epochs
  }

  /// - Throws: ``TrainingError`` or `NetworkError` that names the first value out of its range.
  public func validate() throws {
    func check(_ condition: Bool, _ message: String) throws {
      if !condition { throw TrainingError(message) }
    }
    try network.validate()
    try check(
      network.family == dataset.family,
      "\(dataset.rawValue) needs a network of the \(dataset.family.rawValue) family,"
        + " got \(network.family.rawValue).")
    try check((1...1_000_000).contains(epochs), "epochs must be 1 to 1,000,000, got \(epochs).")
    try check((1...65_536).contains(batch), "batch must be 1 to 65,536 pictures, got \(batch).")
    try check(
      learningRate > 0 && learningRate.isFinite, "lr must be greater than 0, got \(learningRate).")
    try check((0..<1).contains(momentum), "momentum must be in 0..<1, got \(momentum).")
    try augmentation.validate()
    try check(
      normalization.isValid, "normalization needs three means and three deviations above 0.")
    try check(
      normalization != .zca
        || network.family == .cifar && augmentation.crop != .resized && !augmentation.changesColors,
      "zca is for networks of the cifar family, with a crop of none or padded and colours as they are."
    )
    try check(
      (0..<1).contains(labelSmoothing), "label-smoothing must be in 0..<1, got \(labelSmoothing).")
    try check((0...100).contains(mixup), "mixup must be an alpha in 0...100, got \(mixup).")
    try check(
      weightDecay >= 0 && weightDecay.isFinite,
      "weight-decay must not be negative, got \(weightDecay).")
    try check(
      schedule.warmupEpochs >= 0 && schedule.warmupEpochs <= Double(epochs),
      "warmup must be 0 to \(epochs) epochs, got \(schedule.warmupEpochs).")
    try check(
      schedule.milestones.allSatisfy { $0 > 0 } && schedule.factor > 0 && schedule.factor <= 1,
      "the schedule must have milestones from 1 and a factor in 0...1.")
    try check(
      dataset.family == .imagenet
        ? (32...1024).contains(pictureSize) : pictureSize == 32,
      dataset.family == .imagenet
        ? "size must be 32 to 1,024 pixels, got \(pictureSize)."
        : "size must be 32 pixels for \(dataset.rawValue), got \(pictureSize).")
  }
}
