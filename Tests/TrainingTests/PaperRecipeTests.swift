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
