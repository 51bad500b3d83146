import Detection
import Imaging
import TensorCore

/// Small pictures with coloured rectangles on noise, and detectors that are quick on them.
enum Synthetic {
  static let categories = [
    DetectorCategory(id: 7, name: "red"), DetectorCategory(id: 3, name: "green"),
    DetectorCategory(id: 90, name: "blue"),
  ]

  /// A detector of a few thousand weights.
  static var architecture: DetectorArchitecture {
    var result = DetectorArchitecture()
    result.trunk.depth = 18
    result.trunk.width = 0.125
    result.trunk.levels = [2, 3]
    result.narrowedChannels = 8
    result.proposals.objectnessUnits = 16
    result.proposals.localizationChannels = 8
    result.proposals.localizationCells = 28
    result.localization.channels = 8
    result.localization.cells = 28
    result.regions.foveal = [.x1, .x1_5]
    result.regions.reducedChannels = 8
    result.regions.towerUnits = 24
    return result
  }

  /// All that MultiPathNet has, three levels, four regions and a tower for boxes, and LocNet's vectors
  /// for each class.
  static var fovealArchitecture: DetectorArchitecture {
    var result = architecture
    result.trunk.levels = [2, 3, 4]
    result.regions.foveal = FovealRegion.allCases
    result.regions.boxTower = true
    result.localization.isClassSpecific = true
    return result
  }

  /// The trunk's last group on each region, for classes and boxes.
  static var layer4Architecture: DetectorArchitecture {
    var result = architecture
    result.regions.head = .layer4
    result.regions.boxTower = true
    return result
  }

  /// Few boxes of each kind.
  static var sampling: SamplingSettings {
    var result = SamplingSettings()
    result.regions = 24
    result.objectnessBoxes = 24
    result.localizationBoxes = 12
    result.seeds = 150
    result.proposals = 20
    return result
  }

  /// Inference at the pictures' own scale, with few boxes.
  static var inference: InferenceSettings {
    var result = InferenceSettings()
    result.size = ImageSizing(shortSide: 96, longSide: 160)
    result.proposals.seeds = 500
    result.proposals.repeats = 2
    result.proposals.activeBoxes = 60
    result.proposals.limit = 40
    result.refinedBoxes = 20
    return result
  }

  /// A detector with its first weights.
  static func detector(_ architecture: DetectorArchitecture = architecture) throws -> Detector {
    try Detector(architecture, categories: categories, seed: 11)
  }

  /// A detector whose random weights tell boxes and classes apart, as those of a trained one do.
  static func decisiveDetector(
    _ architecture: DetectorArchitecture = architecture
  ) throws -> Detector {
    let detector = try detector(architecture)
    for parameter in detector.store.all {
      switch parameter.name {
      case "regions.classifier.weight": parameter.value.scale(by: 100)
      case "proposals.localization.fc_x.weight", "proposals.localization.fc_y.weight",
        "localization.fc_x.weight", "localization.fc_y.weight":
        parameter.value.scale(by: 10)
      default: break
      }
    }
    return detector
  }

  /// A picture of noise with a rectangle for each object, of its category's colour.
  static func sample(
    width: Int = 128, height: Int = 96, _ objects: [(Box, category: Int)], seed: UInt64 = 1
  ) -> DetectionSample {
    var image = noise(width: width, height: height, seed: seed)
    for (box, category) in objects {
      for y in Int(box.y0)..<Int(box.y1) {
        for x in Int(box.x0)..<Int(box.x1) {
          image[x, y] = Color(
            red: category == 0 ? 230 : 20, green: category == 1 ? 230 : 20,
            blue: category == 2 ? 230 : 20)
        }
      }
    }
    return DetectionSample(
      image: image,
      objects: objects.map { DetectionSample.Object(box: $0.0, category: $0.category) },
      crowds: [], seeds: SeedBoxes(limit: 500).boxes(width: width, height: height),
      name: "'synthetic'")
  }

  /// Two pictures of different sizes with three objects.
  static var batch: [DetectionSample] {
    [
      sample([
        (Box(x: 10, y: 12, width: 40, height: 30), 0),
        (Box(x: 70, y: 40, width: 36, height: 48), 1),
      ]),
      sample(width: 96, height: 110, [(Box(x: 20, y: 30, width: 50, height: 50), 2)], seed: 2),
    ]
  }

  static func noise(width: Int, height: Int, seed: UInt64 = 1) -> Image {
    var generator = RandomGenerator(seed: seed)
    let pixels = (0..<width * height * 3).map { _ in UInt8(90 + generator.next() % 60) }
    return Image(width: width, height: height, pixels: pixels)
  }
}
