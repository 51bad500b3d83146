import Checkpoints
import Detection
import Foundation

extension DetectorRecipe {
  /// Pictures that a training should see, counted with repeats: about what a detector needs from
  /// random weights, and what it needs from pretrained ones.
  private static let picturesSeen = (fromNothing: 12_000, pretrained: 6_000)
  /// From so many pictures on, or with more classes, the trunk has its usual width, at four times
  /// the time; with fewer there is little for it to learn. A choice, not a measurement.
  private static let wideTrunk = (pictures: 5_000, classes: 20)
  /// Pixels that the smallest common objects should have: the detector's finest cells have eight.
  private static let smallestObject = 12.0
  /// Short sides in pixels: without small objects, and with them.
  private static let sides = (usual: 160...360, largest: 800)

  /// The recipe for a data set, and the reasons for what was chosen, one sentence each.
  ///
  /// - Parameters:
  ///   - start: Weights to start from, which bring their trunk.
  ///   - size: The short side in pixels; nil to choose it.
  ///   - epochs: nil to choose them.
  /// - Throws: `CheckpointError` if the weights cannot be read.
  package static func suited(
    to dataset: DetectionDataset, from start: DetectorStart? = nil, size: Int? = nil,
    epochs: Int? = nil
  ) throws -> (recipe: DetectorRecipe, reasons: [String]) {
    var recipe = DetectorRecipe()
    var reasons = [try recipe.chooseArchitecture(for: dataset, start)]
    if let size {
      recipe.setSize(size)
    } else {
      reasons.append(recipe.chooseSize(for: dataset))
    }
    let count = dataset.count
    let seen = start == nil ? picturesSeen.fromNothing : picturesSeen.pretrained
    recipe.setEpochs(epochs ?? min(max(seen / count, 12), 300))
    recipe.evaluateEvery = max(1, recipe.epochs / 8)
    if epochs == nil {
      reasons.append(
        "\(recipe.epochs) epochs: \(count) pictures are seen \(recipe.epochs * count) times"
          + " (--epochs changes it)")
    }
    return (recipe, reasons)
  }

  private mutating func chooseArchitecture(
    for dataset: DetectionDataset, _ start: DetectorStart?
  ) throws -> String {
    func name() -> String {
      "WRN-\(architecture.trunk.depth)-\(String(format: "%g", architecture.trunk.width))"
    }
    guard let start else {
      let (pictures, classes) = (dataset.count, dataset.categories.count)
      let isWide = pictures >= Self.wideTrunk.pictures || classes > Self.wideTrunk.classes
      architecture.trunk.width = isWide ? 1 : 0.5
      return "\(name()): for \(pictures) pictures of \(classes) classes, from random weights"
        + " (--backbone starts from others)"
    }
    let settings = try start.settings()
    architecture = settings.architecture
    guard let known = settings.inference else { return "\(name()): the trunk of the weights" }
    inference = known
    let names = Set(dataset.categories.map(\.name))
    inference.classThresholds = inference.classThresholds.filter { names.contains($0.key) }
    return "\(name()) and its parts: those of the weights"
  }

  /// The median picture's own size within the usual bounds; larger if objects would be too small.
  private mutating func chooseSize(for dataset: DetectionDataset) -> String {
    let median = dataset.medianShortSide
    let usual = Self.sizing(shortSide: nil, median: median).shortSide
    let share = dataset.smallObjectShare
    let wanted = Int(min(Self.smallestObject / share, Double(Self.sides.largest)).rounded(.up))
    guard wanted > usual else {
      setSize(usual)
      return
        "short side \(usual) pixels: the median of the pictures is \(median) (--size changes it)"
    }
    // More than twice their own pixels show nothing new.
    let side = max(usual, min(wanted, 2 * median, Self.sides.largest))
    setSize(side)
    let pixels = String(format: "%.0f", share * Double(side))
    return "short side \(side) pixels: a tenth of the objects is smaller than \(pixels) pixels then"
      + " (--size changes it)"
  }

  /// Decides whether the trunk's batch normalisation learns, if the recipe leaves it open.
  /// - Returns: The reason, if it stands still.
  package mutating func decideBatchNorm(_ start: DetectorStart?) -> String? {
    guard freezesBatchNorm == nil else { return nil }
    freezesBatchNorm = start != nil
    return start == nil
      ? nil
      : "batch normalisation of the trunk stands still: its statistics are of the weights' own data,"
        + " and a step's \(batch) pictures give worse ones"
  }

  /// Shows pictures with this short side, in pixels; the long side may be up to 1.67 times as long
  /// (600/1000, 480/800).
  package mutating func setSize(_ shortSide: Int) {
    inference.size = Self.sizing(shortSide: shortSide, median: shortSide)
  }

  /// The size that pictures are shown at where no object is small.
  ///
  /// - Parameters:
  ///   - shortSide: In pixels; nil to choose it.
  ///   - median: Of the pictures' own short sides.
  package static func sizing(shortSide: Int?, median: Int) -> ImageSizing {
    let shortSide =
      shortSide ?? min(max(median, sides.usual.lowerBound), sides.usual.upperBound)
    return ImageSizing(shortSide: shortSide, longSide: (shortSide * 5 + 2) / 3)
  }

  /// Changes the number of epochs. The schedule is scaled, stages keep their shares of the whole, and
  /// evaluations stay as far apart.
  package mutating func setEpochs(_ epochs: Int) {
    let scheduled = scheduleEpochs
    var (before, used) = (0, 0)
    for index in stages.indices {
      before += stages[index].epochs
      let end = max(used + 1, before * epochs / max(self.epochs, 1))
      stages[index].epochs = end - used
      used = end
    }
    self.epochs = stages.isEmpty ? epochs : used
    schedule = schedule.scaled(from: scheduled, to: scheduleEpochs)
  }

  /// Changes the learning rates of all stages in proportion.
  package mutating func scaleLearningRates(by factor: Float) {
    learningRate *= factor
    for index in stages.indices { stages[index].learningRate? *= factor }
  }

  /// Changes the learning rate's course. Steps are those of detectors on COCO: a tenth after two
  /// thirds and after eleven twelfths (Detectron2's 1x), of the shortest stage if there are any,
  /// since the course runs anew in each.
  package mutating func setSchedule(_ kind: LearningRateSchedule.Kind) {
    guard kind != schedule.kind else { return }
    schedule = schedule.changed(to: LearningRateSchedule(kind: kind))
    guard kind == .step else { return }
    // No drop before the second epoch, and of very few epochs one drop.
    let drops = [scheduleEpochs * 2 / 3, scheduleEpochs * 11 / 12].map { max($0, 1) + 1 }
    schedule.milestones = Set(drops).sorted()
    schedule.factor = 0.1
  }
}

extension DetectionDataset {
  /// Of the pictures, in pixels.
  fileprivate var medianShortSide: Int {
    coco.images.map { min($0.width, $0.height) }.sorted()[count / 2]
  }

  /// The size of a small object, of which a tenth is smaller: the root of its area as a share of its
  /// picture's short side. 1 without objects.
  fileprivate var smallObjectShare: Double {
    let shares = coco.images.enumerated().flatMap { index, image in
      coco.annotations(ofImageAt: index).filter { $0.isTarget && $0.bbox.area > 0 }.map {
        $0.bbox.area.squareRoot() / Double(min(image.width, image.height))
      }
    }.sorted()
    return shares.isEmpty ? 1 : shares[shares.count / 10]
  }
}
