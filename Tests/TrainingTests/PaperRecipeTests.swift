import Foundation
import Testing
import Training
import WideResNet

/// The recipes in `configs/`, one for each row of the paper's tables.
@Suite struct PaperRecipeTests {
  private static let configs = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("configs").path

  private static let paths: [String] = {
    let manager = FileManager.default
    return ["cifar10", "cifar100", "svhn", "imagenet"].flatMap { folder in
      ((try? manager.contentsOfDirectory(atPath: "\(configs)/\(folder)")) ?? []).sorted()
        .map { "\(folder)/\($0)" }
    }
  }()

  @Test func everyTableIsThere() {
    func count(_ prefix: String) -> Int { Self.paths.count { $0.contains("/\(prefix)-") } }
    let counts = (2...9).map { count("table\($0)") } + [count("figure4")]
    #expect(counts == [6, 4, 19, 19, 16, 7, 4, 4, 5])
    #expect(Self.paths.count == counts.reduce(0, +))
  }

  @Test(arguments: paths)
  func recipe(path: String) throws {
    let file = "\(Self.configs)/\(path)"
    let recipe = try ClassifierRecipe(contentsOfFile: file)
    #expect(path.hasPrefix("\(recipe.dataset.rawValue)/"))
    #expect(
      try String(contentsOfFile: file, encoding: .utf8).contains("wrn-train run configs/\(path)\n"))

    let expected = try #require(recipe.expected)
    let source = expected.source.lowercased().replacing(" ", with: "")
    let stem = (path as NSString).lastPathComponent
    #expect(stem.hasPrefix("\(source)-"))
    #expect((1.5..<40).contains(expected.error) && (expected.top5Error ?? 0) < expected.error)
    #expect(stem.contains("-\(recipe.network.depth)"))

    if let millions = expected.millionWeights {
      // The last digit that is printed: 36.5 and 56.
      let unit = millions.rounded() == millions && millions > 50 ? 1.0 : 0.1
      // The paper prints one count for both CIFARs, that of ten classes.
      var network = recipe.network
      if network.family == .cifar { network.classes = 10 }
      let found = Double(try network.weightCount()) / 1e6
      #expect(abs(found - millions) <= unit / 2 + 1e-9, "\(found) million weights")
    }
  }

  /// Epochs, epochs from which the rate is lower, and epochs of warm-up of He et al. (arXiv 1512.03385
  /// and 1603.05027) and Huang et al. (1603.09382).
  private static let thinCourses: [String: (epochs: Int, milestones: [Int], warmup: Double)] = [
    "table5-resnet-110": (164, [81, 122], 1),
    "table5-resnet-1202": (164, [81, 122], 1),
    "table5-stoc-depth-110": (500, [250, 375], 0),
    "table5-stoc-depth-1202": (300, [150, 225], 10),
    "table5-preact-resnet-110": (200, [81, 122], 0),
    "table5-preact-resnet-164": (200, [81, 122], 0),
    "table5-preact-resnet-1001": (200, [81, 122], 0),
    "table5-preact-resnet-1001-batch-64": (200, [81, 122], 0),
    "figure4-preact-resnet-164": (200, [81, 122], 0),
    "figure4-preact-resnet-1001": (200, [81, 122], 0),
  ]

  /// Nothing differs from the data set's own recipe but what the row says, and what the authors of
  /// thin networks did.
  @Test(arguments: paths)
  func theRestIsTheDataSetsDefault(path: String) throws {
    let recipe = try ClassifierRecipe(contentsOfFile: "\(Self.configs)/\(path)")
    let stem = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    var expected = ClassifierRecipe(recipe.dataset)
    expected.network = recipe.network
    expected.expected = recipe.expected
    if recipe.network.architecture == .wide {
      let isWhitened = ["table2", "table3", "table4", "figure4"].contains(where: stem.hasPrefix)
      if isWhitened { expected.normalization = .zca }
    } else {
      let course = try #require(Self.thinCourses[stem])
      expected.epochs = course.epochs
      expected.schedule = LearningRateSchedule(
        kind: .step, warmupEpochs: course.warmup, milestones: course.milestones, factor: 0.1)
      expected.augmentation.crop = .zeroPadded
      expected.weightDecay = 1e-4
      expected.resetsMomentum = false
      if recipe.expected?.error == 4.64 { expected.batch = 64 }
    }
    #expect(recipe == expected)
  }

  /// The recipes and the catalogue of networks were written independently.
  @Test func everyNetworkOfTheCatalogueHasItsRecipe() throws {
    let recipes = try Self.paths.map {
      try ClassifierRecipe(contentsOfFile: "\(Self.configs)/\($0)")
    }
    let models = ModelCatalogue.models.filter {
      $0.configuration != nil && $0.top1Error != nil && $0.dataset != .coco
    }
    // There the pre-activation ResNet-1001 with batches of 64 is a remark.
    #expect(models.count + 1 == recipes.count)
    for model in models {
      let recipe = recipes.first {
        $0.dataset.rawValue == model.dataset.rawValue && $0.network == model.configuration
          && $0.expected?.source == model.place && $0.expected?.error == model.top1Error
          && $0.expected?.top5Error == model.top5Error
      }
      #expect(recipe != nil, "\(model.place): \(model.name) on \(model.dataset)")
      guard let recipe, let preparation = model.preparation else { continue }
      let expected: ClassifierNormalization =
        switch preparation {
        case .zca: .zca
        case .meanAndDeviation: .cifar
        case .dividedBy255: .unit
        }
      #expect(recipe.normalization == expected, "\(model.place): \(model.name)")
    }
  }
}
