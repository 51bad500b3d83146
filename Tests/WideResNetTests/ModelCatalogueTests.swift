import Testing
import WideResNet

@Suite struct ModelCatalogueTests {
  private let models = ModelCatalogue.models

  /// Rows of a data set count apart.
  @Test func everyTableIsWhole() {
    let counts = Dictionary(grouping: models, by: \.place).mapValues(\.count)
    #expect(
      counts == [
        "Table 2": 6, "Table 3": 4, "Table 4": 19, "Table 5": 28, "Table 6": 16, "Table 7": 7,
        "Table 8": 5, "Table 9": 5, "Figure 4": 5, "He et al.": 4, "torchvision": 1,
      ])
    #expect(Set(models.map(\.dataset)) == Set(CataloguedModel.Dataset.allCases))
  }

  @Test func everyNetworkExists() throws {
    for configuration in models.compactMap(\.configuration) { try configuration.validate() }
    #expect(models.filter { $0.configuration == nil }.count == 11)
  }

  /// The printed millions are the exact counts, rounded; where they are not, a note says so.
  @Test func printedWeightsAreTheExactOnesRounded() throws {
    for model in models {
      guard let printed = model.printedMillions, var network = model.configuration else { continue }
      // The paper has one number for both CIFARs.
      if network.family == .cifar { network.classes = 10 }
      let count = try network.weightCount()
      let isRounded = abs(Double(count) / 1e6 - printed) <= 0.05 + 1e-9
      #expect(isRounded || model.note?.contains("10.2M") == true, "\(model.place) \(model.name)")
    }
  }

  @Test func classesAreTheDataSets() {
    for model in models {
      guard let configuration = model.configuration else { continue }
      switch model.dataset {
      case .cifar10, .svhn: #expect(configuration.classes == 10)
      case .cifar100: #expect(configuration.classes == 100)
      case .imagenet, .coco: #expect(configuration.classes == 1000)
      }
      #expect((configuration.family == .cifar) == (configuration.classes <= 100))
    }
  }

  @Test(arguments: [
    ("Table 2", CataloguedModel.Dataset.cifar10, "WRN-40-2-B(3,1,1)", 5.86),
    ("Table 3", .cifar10, "WRN-40-2-B(3)", 6.69), ("Table 4", .cifar100, "WRN-16-10", 21.59),
    ("Table 5", .cifar10, "stoc-depth-1202", 4.91), ("Table 5", .cifar100, "WRN-28-10", 19.25),
    ("Table 6", .svhn, "WRN-52-1", 2.08), ("Table 7", .imagenet, "WRN-18-3", 24.06),
    ("Table 8", .imagenet, "WRN-50-2-bottleneck", 21.9), ("Table 9", .svhn, "WRN-16-8", 1.54),
    ("Figure 4", .cifar10, "pre-act-ResNet-1001", 4.64),
  ])
  func errors(
    place: String, dataset: CataloguedModel.Dataset, name: String, error: Double
  ) throws {
    let model = try #require(
      models.first { $0.place == place && $0.dataset == dataset && $0.name == name })
    #expect(model.top1Error == error)
  }
}
