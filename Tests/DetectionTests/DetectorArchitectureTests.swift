import Detection
import Testing
import WideResNet

@Suite struct DetectorArchitectureTests {
  private func count(_ detector: Detector, _ part: String) -> Int {
    detector.store.trainable.filter { $0.name.hasPrefix(part) }.reduce(0) { $0 + $1.value.count }
  }

  /// Every number worked out by hand: kernel x kernel x inputs x outputs (+ bias), and two for each
  /// normalised channel.
  @Test func weightsOfEachPart() throws {
    var architecture = DetectorArchitecture()
    architecture.trunk.depth = 18
    architecture.trunk.width = 0.5  // 32, 64, 128 channels behind a stem of 64
    architecture.trunk.levels = [2, 3]
    architecture.narrowedChannels = 32
    architecture.proposals.objectnessUnits = 64
    architecture.proposals.localizationChannels = 32
    architecture.proposals.localizationCells = 56
    architecture.localization.channels = 32
    architecture.localization.cells = 28
    architecture.regions.foveal = [.x1, .x1_5]
    architecture.regions.reducedChannels = 32
    architecture.regions.towerUnits = 128
    let detector = try Detector(architecture, categories: Synthetic.categories, seed: 1)
    // stem 9408 + 128; layer1 29,888 + 18,560; layer2 57,728 + 73,984; layer3 230,144 + 295,424.
    #expect(count(detector, "trunk.") == 715_264)
    #expect(count(detector, "trunk.layer1.0.") == 29_888)
    #expect(count(detector, "trunk.layer3.") == 525_568)
    #expect(count(detector, "trunk.layer4.") == 0)
    // 64 x 32 + 64, 128 x 32 + 64.
    #expect(count(detector, "features.") == 2112 + 4160)
    // 5 x 5 x 64 x 64 + 64, 64 + 1.
    #expect(count(detector, "proposals.objectness.") == 102_464 + 65)
    // 9 x 64 x 32 + 32, 9 x 32 x 32 + 32, and twice 14 x 32 x 56 + 56; three times 28 for detections.
    #expect(count(detector, "proposals.localization.") == 18_464 + 9248 + 2 * 25_144)
    #expect(count(detector, "localization.") == 18_464 + 9248 + 2 * 37_716)
    // Two towers of 192 x 32 + 32 and 7 x 7 x 32 x 128 + 128; 256 x 4 + 4 for each of six thresholds.
    #expect(count(detector, "regions.") == 2 * (6176 + 200_832) + 6168)
    #expect(detector.store.weightCount == 715_264 + 6272 + 102_529 + 78_000 + 103_144 + 420_184)
  }

  @Test func weightsOfTheBoxTower() throws {
    var architecture = Synthetic.architecture
    architecture.regions.boxTower = true
    let detector = try Synthetic.detector(architecture)
    let names = detector.store.all.map(\.name).filter { $0.hasPrefix("regions.box_") }
    #expect(
      names == [
        "regions.box_tower.reduce.weight", "regions.box_tower.reduce.bias",
        "regions.box_tower.fc.weight", "regions.box_tower.fc.bias",
        "regions.box_regressor.weight", "regions.box_regressor.bias",
      ])
    // 48 x 8 + 8 and 7 x 7 x 8 x 24 + 24; 24 x 12 + 12.
    #expect(count(detector, "regions.box_tower.") == 392 + 9432)
    #expect(count(detector, "regions.box_regressor.") == 300)
  }

  @Test func weightsOfTheLayer4Head() throws {
    let detector = try Synthetic.detector(Synthetic.layer4Architecture)
    let names = detector.store.all.map(\.name).filter { $0.hasPrefix("regions.") }
    #expect(
      names == [
        "regions.classifier.weight", "regions.classifier.bias", "regions.box_regressor.weight",
        "regions.box_regressor.bias",
      ])
    // 64 x 4 + 4 for each of six thresholds; 64 x 12 + 12.
    #expect(count(detector, "regions.") == 1560 + 780)
    // Two blocks: 32 and 64 inputs, 64 outputs, and the shortcut of 32 x 64.
    #expect(count(detector, "trunk.layer4.") == 57_728 + 73_984)
    #expect(detector.trunkParameters.contains { $0.name == "trunk.layer4.0.downsample.0.weight" })
  }

  @Test func names() throws {
    let names = try Synthetic.detector().store.all.map(\.name)
    #expect(names.first == "trunk.conv1.weight")
    #expect(names.contains("trunk.layer3.1.bn2.running_var"))
    #expect(
      names.filter { !$0.hasPrefix("trunk.") } == [
        "features.0.conv.weight", "features.0.bn.weight", "features.0.bn.bias",
        "features.0.bn.running_mean", "features.0.bn.running_var", "features.1.conv.weight",
        "features.1.bn.weight", "features.1.bn.bias", "features.1.bn.running_mean",
        "features.1.bn.running_var", "proposals.objectness.fc6.weight",
        "proposals.objectness.fc6.bias",
        "proposals.objectness.fc7.weight", "proposals.objectness.fc7.bias",
        "proposals.localization.conv6.weight", "proposals.localization.conv6.bias",
        "proposals.localization.conv7.weight", "proposals.localization.conv7.bias",
        "proposals.localization.fc_x.weight", "proposals.localization.fc_x.bias",
        "proposals.localization.fc_y.weight", "proposals.localization.fc_y.bias",
        "regions.towers.0.reduce.weight", "regions.towers.0.reduce.bias",
        "regions.towers.0.fc.weight", "regions.towers.0.fc.bias", "regions.towers.1.reduce.weight",
        "regions.towers.1.reduce.bias", "regions.towers.1.fc.weight", "regions.towers.1.fc.bias",
        "regions.classifier.weight", "regions.classifier.bias",
        "localization.conv6.weight", "localization.conv6.bias", "localization.conv7.weight",
        "localization.conv7.bias", "localization.fc_x.weight", "localization.fc_x.bias",
        "localization.fc_y.weight", "localization.fc_y.bias",
      ])
  }

  /// 34 layers, all regions, three levels: each part by its formula, the trunk as the classifier
  /// without its last layer.
  @Test(arguments: [(18, 0.25), (34, 0.25), (34, 0.5)])
  func largerNetworks(depth: Int, width: Double) throws {
    var architecture = Synthetic.architecture
    architecture.trunk.depth = depth
    architecture.trunk.width = width
    architecture.trunk.levels = [2, 3, 4]
    architecture.regions.foveal = FovealRegion.allCases
    architecture.localization.cells = 56
    let detector = try Detector(architecture, categories: Synthetic.categories, seed: 1)
    let classifier = NetworkConfiguration(
      family: .imagenet, depth: depth, width: width, classes: 10)
    #expect(
      count(detector, "trunk.") == (try classifier.weightCount()) - (Int(512 * width) + 1) * 10)
    let channels = [128, 256, 512].map { Int($0 * width) }
    #expect(count(detector, "features.") == channels.reduce(0) { $0 + ($1 + 2) * 8 })
    #expect(count(detector, "proposals.objectness.") == (25 * 24 + 1) * 16 + 17)
    #expect(
      count(detector, "localization.") == (9 * 24 + 1) * 8 + (9 * 8 + 1) * 8 + 2 * (14 * 8 + 1) * 3
        * 56
    )
    // 1x sees all levels, 1.5x and 2x the last two, 4x the last.
    let reduce = [0..<3, 1..<3, 1..<3, 2..<3].reduce(0) {
      $0 + (channels[$1].reduce(0, +) + 1) * 8
    }
    let fc = (49 * 8 + 1) * 24
    #expect(count(detector, "regions.") == reduce + 4 * fc + (4 * 24 + 1) * 4 * 6)
  }

  /// Vectors of an axis: in-out 1, borders 2, combined 3, for each class or for all.
  @Test(
    arguments: [(LocalizationModel.inOut, 1), (.borders, 2), (.combined, 3)], [false, true])
  func localizationModels(model: (LocalizationModel, vectors: Int), isClassSpecific: Bool) throws {
    var architecture = Synthetic.architecture
    architecture.localization.model = model.0
    architecture.localization.isClassSpecific = isClassSpecific
    let detector = try Synthetic.detector(architecture)
    let outputs = model.vectors * 28 * (isClassSpecific ? 3 : 1)
    #expect(count(detector, "localization.fc_x.") == (14 * 8 + 1) * outputs)
    #expect(count(detector, "localization.fc_y.") == (14 * 8 + 1) * outputs)
    #expect(count(detector, "proposals.localization.fc_x.") == (14 * 8 + 1) * 28)
    #expect(architecture.localization.outputs(classes: 3) == Double(outputs))
  }

  /// The paper's objectness sub-network has two hidden layers; none leaves a linear one.
  @Test(arguments: [(0, 400 + 1), (1, 6416 + 17), (2, 6416 + 272 + 17), (3, 6416 + 544 + 17)])
  func hiddenLayersOfObjectness(layers: Int, weights: Int) throws {
    var architecture = Synthetic.architecture
    architecture.proposals.objectnessLayers = layers
    let detector = try Synthetic.detector(architecture)
    // 5 x 5 x 16 inputs, 16 units.
    #expect(count(detector, "proposals.objectness.") == weights)
    #expect(
      detector.store.all.contains { $0.name == "proposals.objectness.fc\(6 + layers).weight" })
    let found = detector.detect(Synthetic.noise(width: 96, height: 96), Synthetic.inference)
    #expect(!found.isEmpty)
  }

  @Test func oneLevelOfTheFirstGroup() throws {
    var architecture = Synthetic.architecture
    architecture.trunk.levels = [1]
    architecture.regions.foveal = [.x4]
    let detector = try Synthetic.detector(architecture)
    #expect(count(detector, "trunk.layer2.") == 0)
    let found = detector.detect(Synthetic.noise(width: 96, height: 96), Synthetic.inference)
    #expect(!found.isEmpty)
  }

  @Test func initialWeightsDependOnTheSeedOnly() throws {
    func weights(_ seed: UInt64) throws -> [[Float]] {
      try Detector(Synthetic.architecture, categories: Synthetic.categories, seed: seed)
        .store.trainable.map(\.value.scalars)
    }
    let first = try weights(1)
    #expect(first == (try weights(1)))
    #expect(first != (try weights(2)))
  }

  @Test func wrongArchitecturesGetASentence() {
    let levels = "'trunk.levels' must be different layers in 1...4, in ascending order,"
    let thresholds =
      "'regions.thresholds' must be different overlaps between 0 and 1, in ascending order, such as"
      + " [0.5, 0.75],"
    let tooLarge =
      "the detector has more than 3.5 billion weights; take fewer units and channels"
      + " ('regions.towerUnits', 'regions.reducedChannels', 'narrowedChannels',"
      + " 'proposals.objectnessUnits') or a smaller trunk."
    let cases: [(String, (inout DetectorArchitecture) -> Void)] = [
      ("\(levels) got [].", { $0.trunk.levels = [] }),
      ("\(levels) got [2, 2].", { $0.trunk.levels = [2, 2] }),
      ("\(levels) got [3, 2].", { $0.trunk.levels = [3, 2] }),
      ("\(levels) got [0, 3].", { $0.trunk.levels = [0, 3] }),
      ("\(levels) got [5].", { $0.trunk.levels = [5] }),
      (
        "with 'regions.head: layer4', regions come from layer 3, so 'trunk.levels' must end with 3,"
          + " got [2, 3, 4].",
        {
          $0.trunk.levels = [2, 3, 4]
          $0.regions.head = .layer4
        }
      ),
      ("\(thresholds) got [].", { $0.regions.thresholds = [] }),
      ("\(thresholds) got [0.5, 0.5].", { $0.regions.thresholds = [0.5, 0.5] }),
      ("\(thresholds) got [0.6, 0.5].", { $0.regions.thresholds = [0.6, 0.5] }),
      ("\(thresholds) got [0.0, 0.5].", { $0.regions.thresholds = [0, 0.5] }),
      ("\(thresholds) got [0.5, 1.0].", { $0.regions.thresholds = [0.5, 1] }),
      ("\(thresholds) got [nan].", { $0.regions.thresholds = [.nan] }),
      (
        "'regions.foveal' must be different factors, such as [1, 1.5], got [].",
        { $0.regions.foveal = [] }
      ),
      (
        "'regions.foveal' must be different factors, such as [1, 1.5], got [2.0, 2.0].",
        { $0.regions.foveal = [.x2, .x2] }
      ),
      ("'narrowedChannels' must be in 1...16384, got 0.", { $0.narrowedChannels = 0 }),
      (
        "'proposals.objectnessUnits' must be in 1...16384, got -3.",
        { $0.proposals.objectnessUnits = -3 }
      ),
      (
        "'proposals.objectnessLayers' must be in 0...8, got 9.",
        { $0.proposals.objectnessLayers = 9 }
      ),
      ("'localization.channels' must be in 1...16384, got 0.", { $0.localization.channels = 0 }),
      ("'localization.cells' must be in 2...1024, got 0.", { $0.localization.cells = 0 }),
      (
        "'proposals.localizationCells' must be in 2...1024, got 1.",
        { $0.proposals.localizationCells = 1 }
      ),
      (
        "'regions.reducedChannels' must be in 1...16384, got 99999.",
        { $0.regions.reducedChannels = 99_999 }
      ),
      ("'regions.towerUnits' must be in 1...16384, got 0.", { $0.regions.towerUnits = 0 }),
      (
        "depth must be 18, 34, 50, 101 or 152 for ImageNet networks, got 51.",
        { $0.trunk.depth = 51 }
      ),
      (
        "width must be a positive factor such as 1, 1.5, 2 or 10 that leaves at least one channel, got -1.",
        { $0.trunk.width = -1 }
      ),
      (
        "the trunk WRN-18-1000 has more than 3.5 billion weights; take a smaller width or depth.",
        { $0.trunk.width = 1000 }
      ),
      (
        tooLarge,
        {
          $0.regions.reducedChannels = 16_384
          $0.regions.towerUnits = 16_384
        }
      ),
      (
        tooLarge,
        {
          $0.narrowedChannels = 16_384
          $0.proposals.objectnessUnits = 16_384
        }
      ),
    ]
    for (sentence, change) in cases {
      var architecture = Synthetic.architecture
      change(&architecture)
      do {
        _ = try Synthetic.detector(architecture)
        Issue.record("no error: \(sentence)")
      } catch {
        #expect("\(error)" == sentence)
      }
    }
  }

  /// What a file must at least hold is not more than there is.
  @Test func leastScalars() throws {
    for architecture in [
      Synthetic.architecture, Synthetic.fovealArchitecture, Synthetic.layer4Architecture,
    ] {
      let detector = try Synthetic.detector(architecture)
      let least = architecture.leastScalarCount(classes: Synthetic.categories.count)
      #expect(least > 0 && least <= Double(detector.store.weightCount))
    }
  }

  @Test func aDetectorNeedsClasses() {
    do {
      _ = try Detector(Synthetic.architecture, categories: [], seed: 1)
      Issue.record("no error")
    } catch {
      #expect("\(error)" == "a detector needs at least one category, got none.")
    }
  }
}
