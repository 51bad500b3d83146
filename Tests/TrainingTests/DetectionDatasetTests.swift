import Datasets
import Detection
import Foundation
import Imaging
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct DetectionDatasetTests {
  private let red = Color(red: 255, green: 0, blue: 0)
  private let grey = Color(red: 100, green: 100, blue: 100)
  /// Columns 12..<30 and rows 8..<20 are red.
  private let rectangle = COCOBox(x: 12, y: 8, width: 18, height: 12)
  private let folder: ScratchFolder

  init() throws { folder = ScratchFolder() }

  /// A data set of one grey picture with the red rectangle, a crowd, and categories with gaps in
  /// their ids.
  private func dataset(
    width: Int = 80, height: Int = 60, said: (Int, Int)? = nil, boxes: COCOBoxPolicy = .lenient
  ) throws -> DetectionDataset {
    var image = Image(width: width, height: height, fill: grey)
    for y in 8..<20 { for x in 12..<30 { image[x, y] = red } }
    try image.write(toFile: "\(folder.path)/a.png")
    let (saidWidth, saidHeight) = said ?? (width, height)
    let coco = try COCODataset(
      images: [COCOImage(id: 42, fileName: "a.png", width: saidWidth, height: saidHeight)],
      categories: [COCOCategory(id: 90, name: "b"), COCOCategory(id: 7, name: "a")],
      annotations: [
        COCOAnnotation(id: 1, imageID: 42, categoryID: 90, bbox: rectangle),
        COCOAnnotation(
          id: 2, imageID: 42, categoryID: 7, bbox: COCOBox(x: 50, y: 30, width: 20, height: 25),
          isCrowd: true),
      ])
    try coco.write(to: "\(folder.path)/coco.json")
    return try DetectionDataset(path: "\(folder.path)/coco.json", images: nil, boxes: boxes)
  }

  /// No change at all; tests switch on what they look at.
  private var plain: DetectionAugmentation { .none }

  private func sample(
    _ dataset: DetectionDataset, _ augmentation: DetectionAugmentation, seed: UInt64 = 1,
    sizing: ImageSizing = ImageSizing(shortSide: 60, longSide: 200), seeds: Int = 300
  ) throws -> DetectionSample {
    var generator = RandomGenerator(seed: seed)
    return try dataset.sample(
      at: 0, sizing: sizing, seeds: seeds, augmentation, using: &generator)
  }

  /// Whether exactly the pixels in the object's box are red.
  private func expectRedInside(_ sample: DetectionSample) throws {
    let box = try #require(sample.objects.first).box
    var wrong = 0
    for y in 0..<sample.image.height {
      for x in 0..<sample.image.width {
        let (u, v) = (Float(x) + 0.5, Float(y) + 0.5)
        let isInside = u > box.x0 && u < box.x1 && v > box.y0 && v < box.y1
        if (sample.image[x, y] == red) != isInside { wrong += 1 }
      }
    }
    #expect(wrong == 0, "\(box)")
  }

  @Test func plainSampleIsThePicture() throws {
    let dataset = try dataset()
    let found = try sample(dataset, plain)
    #expect(found.image == (try dataset.image(at: 0).decoded()))
    #expect(
      found.objects == [
        DetectionSample.Object(box: Box(x: 12, y: 8, width: 18, height: 12), category: 1)
      ])
    #expect(found.crowds == [Box(x: 50, y: 30, width: 20, height: 25)])
    #expect(found.seeds == SeedBoxes(limit: 300).boxes(width: 80, height: 60))
    #expect(found.name == "'\(folder.path)/a.png' (image 42)")
    #expect(
      dataset.categories == [
        DetectorCategory(id: 7, name: "a"), DetectorCategory(id: 90, name: "b"),
      ])
    try expectRedInside(found)
  }

  /// Given proposals stay with the pixels; here one is the object's own box.
  @Test func proposalsMoveWithThePixels() throws {
    var dataset = try dataset()
    #expect(try sample(dataset, plain).proposals == nil)
    #expect(dataset.proposals(at: 0) == nil)
    let file = try folder.file(
      "p.json",
      """
      [{"image_id":42,"category_id":0,"bbox":[12,8,18,12],"score":0.5},
       {"image_id":42,"category_id":0,"bbox":[70,50,30,30],"score":0.7}]
      """)
    dataset.proposals = try PrecomputedProposals(
      contentsOf: file, images: [42], of: "the test's", limit: 10)
    #expect(
      dataset.proposals(at: 0) == [
        Box(x: 70, y: 50, width: 10, height: 10), Box(x: 12, y: 8, width: 18, height: 12),
      ])
    for seed in 1...8 {
      let found = try sample(
        dataset, DetectionAugmentation(), seed: UInt64(seed),
        sizing: ImageSizing(shortSide: 90, longSide: 300))
      #expect(found.proposals?.count == 2)
      #expect(found.proposals?.last == found.objects.first?.box)
    }
  }

  @Test func flipsMoveBoxesWithThePixels() throws {
    let dataset = try dataset()
    let expected: [(Float, Float, Box)] = [
      (1, 0, Box(x: 50, y: 8, width: 18, height: 12)),
      (0, 1, Box(x: 12, y: 40, width: 18, height: 12)),
      (1, 1, Box(x: 50, y: 40, width: 18, height: 12)),
    ]
    for (horizontal, vertical, box) in expected {
      var augmentation = plain
      augmentation.horizontalFlip = horizontal
      augmentation.verticalFlip = vertical
      let found = try sample(dataset, augmentation)
      #expect(found.objects.map(\.box) == [box])
      #expect(
        found.crowds == [
          Box(x: horizontal == 1 ? 10 : 50, y: vertical == 1 ? 5 : 30, width: 20, height: 25)
        ])
      try expectRedInside(found)
      // The seeds are their own mirror image.
      let seeds = Set(found.seeds.map { [$0.x0, $0.y0, $0.x1, $0.y1].map { ($0 * 8).rounded() } })
      for seed in found.seeds {
        var (x0, y0, x1, y1) = (seed.x0, seed.y0, seed.x1, seed.y1)
        if horizontal == 1 { (x0, x1) = (80 - x1, 80 - x0) }
        if vertical == 1 { (y0, y1) = (60 - y1, 60 - y0) }
        let near = seeds.contains {
          abs($0[0] - x0 * 8) + abs($0[1] - y0 * 8) + abs($0[2] - x1 * 8) + abs($0[3] - y1 * 8) <= 4
        }
        #expect(near)
      }
    }
  }

  @Test func aFlipIsAMatterOfChance() throws {
    let dataset = try dataset()
    var augmentation = plain
    augmentation.horizontalFlip = 0.5
    var flipped = 0
    for seed in 0..<60 {
      let found = try sample(dataset, augmentation, seed: UInt64(seed))
      try expectRedInside(found)
      if found.objects[0].box.x0 == 50 { flipped += 1 }
    }
    #expect((15...45).contains(flipped))
  }

  @Test func resizingScalesEverything() throws {
    let dataset = try dataset()
    let found = try sample(dataset, plain, sizing: ImageSizing(shortSide: 120, longSide: 1000))
    #expect(found.image.size == ImageSize(width: 160, height: 120))
    #expect(found.objects.map(\.box) == [Box(x: 24, y: 16, width: 36, height: 24)])
    #expect(found.crowds == [Box(x: 100, y: 60, width: 40, height: 50)])
    let seeds = SeedBoxes(limit: 300).boxes(width: 80, height: 60)
    #expect(found.seeds == seeds.map { $0.resized(scaleX: 2, scaleY: 2) })
    // Pixels well inside the box are red, those well outside grey.
    #expect(found.image[26, 18] == red && found.image[57, 37] == red)
    #expect(found.image[21, 18] == grey && found.image[62, 37] == grey)
  }

  @Test func scaleJitterStaysInItsRange() throws {
    let dataset = try dataset()
    var augmentation = plain
    augmentation.scaleJitter = 0.25
    var widths: Set<Int> = []
    for seed in 0..<80 {
      let found = try sample(
        dataset, augmentation, seed: UInt64(seed),
        sizing: ImageSizing(shortSide: 240, longSide: 1000))
      let (width, height) = (found.image.width, found.image.height)
      #expect((255...400).contains(width) && (191...300).contains(height))
      #expect(abs(Float(width) / Float(height) - 4.0 / 3) < 0.01)
      let box = try #require(found.objects.first).box
      #expect(
        abs(box.x0 - 12 * Float(width) / 80) < 1e-3 && abs(box.y1 - 20 * Float(height) / 60) < 1e-3)
      widths.insert(width)
    }
    #expect(widths.count > 30)
    #expect((widths.min() ?? 320) < 280 && (widths.max() ?? 320) > 370)
  }

  /// Boxes move with the pixels, seeds are those of the part, and the object's centre is in it.
  @Test func cropsKeepObjects() throws {
    let dataset = try dataset()
    var augmentation = plain
    augmentation.crop = 1
    augmentation.cropSide = 0.4
    augmentation.cropVisible = 0.2
    var (sizes, cut, without) = (Set<[Int]>(), 0, 0)
    for seed in 0..<120 {
      // Shown at its own size, or nearly so.
      let sizing = ImageSizing(shortSide: 32, longSide: 1000)
      let found = try sample(dataset, augmentation, seed: UInt64(seed), sizing: sizing)
      let box = try #require(found.objects.first).box
      sizes.insert([found.image.width, found.image.height])
      #expect(box.x0 >= 0 && box.y0 >= 0)
      #expect(box.x1 <= Float(found.image.width) && box.y1 <= Float(found.image.height))
      // Its edges are blurred by resizing.
      let (x, y) = (Int(box.centerX), Int(box.centerY))
      #expect(found.image[x, y] == red, "\(seed)")
      if box.x0 == 0 || box.y0 == 0 { cut += 1 }
      if found.crowds.isEmpty { without += 1 }
      let again = try sample(dataset, augmentation, seed: UInt64(seed), sizing: sizing)
      #expect(again.image == found.image && again.objects == found.objects)
    }
    #expect(sizes.count > 20 && cut > 5 && without > 5)
  }

  @Test func seedsAreThoseOfTheCrop() throws {
    var augmentation = plain
    augmentation.crop = 1
    let dataset = try dataset(width: 400, height: 300)
    var generator = RandomGenerator(seed: 3)
    let window = augmentation.window(
      ofWidth: 400, height: 300, objects: [Box(x: 12, y: 8, width: 18, height: 12)],
      using: &generator)
    let found = try sample(dataset, augmentation, seed: 3)
    let scale = (
      x: Float(found.image.width) / window.width, y: Float(found.image.height) / window.height
    )
    #expect(window.width < 400 && window.height < 300)
    #expect(
      found.seeds
        == SeedBoxes(limit: 300).boxes(width: Int(window.width), height: Int(window.height))
        .map { $0.resized(scaleX: scale.x, scaleY: scale.y) })
  }

  /// What a crop leaves too little of is neither an object nor background.
  @Test func cutObjectsAreIgnored() throws {
    let dataset = try dataset()
    var augmentation = plain
    augmentation.crop = 1
    augmentation.cropSide = 0.3
    var kinds = Set<[Int]>()
    for visible: Float in [0, 0.3, 1] {
      augmentation.cropVisible = visible
      for seed in 0..<60 {
        let found = try sample(dataset, augmentation, seed: UInt64(seed))
        let sizes = found.objects.map(\.box) + found.crowds
        #expect(sizes.allSatisfy { !$0.isEmpty })
        if visible == 0 { #expect(found.objects.count == 1) }
        kinds.insert([Int(visible * 10), found.objects.count])
      }
    }
    #expect(kinds.contains([10, 0]) && kinds.contains([10, 1]) && !kinds.contains([0, 0]))
  }

  @Test func aShareIsHeldOut() throws {
    var shapes = ShapesDataset(seed: 3)
    shapes.width = 64
    shapes.height = 64
    try shapes.write(to: "\(folder.path)/shapes", train: 10, val: 1)
    let path = "\(folder.path)/shapes/train.json"
    let sources = DetectorRun.Sources(dataset: path, images: nil, validation: "0.3")
    let all = try sources.openTraining()
    let (training, validation) = try sources.split(all, seed: 1)
    let held = try #require(validation)
    #expect(training.count == 7 && held.count == 3)
    let ids = (training.coco.images + held.coco.images).map(\.id)
    #expect(ids.sorted() == all.coco.images.map(\.id).sorted())
    #expect(
      training.coco.annotations.count + held.coco.annotations.count == all.coco.annotations.count)
    #expect(try sources.split(all, seed: 1).validation?.coco.images == held.coco.images)
    #expect(try sources.split(all, seed: 2).validation?.coco.images != held.coco.images)
    #expect(sources.absolute.validation == "0.3")
    #expect(try held.image(at: 0).size.width == 64)
  }

  /// As `eval` counts them on a file of their own.
  @Test func boxesOfAHeldOutShareStayAsTheyAre() throws {
    let path = folder.file("outside.json")
    try Image(width: 80, height: 60, fill: grey).write(toFile: folder.file("a.png"))
    try COCODataset(
      images: [1, 2].map { COCOImage(id: $0, fileName: "a.png", width: 80, height: 60) },
      categories: [COCOCategory(id: 7, name: "a")],
      annotations: [1, 2].map {
        COCOAnnotation(
          id: $0, imageID: $0, categoryID: 7, bbox: COCOBox(x: 58, y: 0, width: 30, height: 9))
      }, boxes: .untouched
    ).write(to: path)
    let sources = DetectorRun.Sources(dataset: path, images: nil, validation: "0.5")
    let (training, validation) = try sources.split(sources.openTraining(), seed: 1)
    #expect(training.coco.annotations.map(\.bbox.width) == [22])
    #expect(validation?.coco.annotations.map(\.bbox.width) == [30])
  }

  @Test func sizesStayUsable() throws {
    // 80 x 60 shown at 8 pixels: not below 32, one cell of the deepest layer.
    let found = try sample(
      try dataset(), plain, sizing: ImageSizing(shortSide: 8, longSide: 10))
    #expect(found.image.size == ImageSize(width: 32, height: 32))
    let box = try #require(found.objects.first).box
    #expect(abs(box.x0 - 12 * 0.4) < 1e-4 && abs(box.y1 - 20 * 32 / 60) < 1e-4)
  }

  @Test func generatorDecides() throws {
    let dataset = try dataset()
    let augmentation = DetectionAugmentation()
    let first = try sample(dataset, augmentation, seed: 5)
    let again = try sample(dataset, augmentation, seed: 5)
    #expect(first.image == again.image && first.objects == again.objects)
    #expect(try sample(dataset, augmentation, seed: 6).image != first.image)
  }

  @Test func sizeMustBeTheOneInTheJSON() throws {
    let dataset = try dataset(said: (80, 61))
    let error = #expect(throws: DatasetError.self) { try dataset.image(at: 0) }
    #expect(
      (error?.description ?? "").replacing("\(folder.path)/", with: "") == """
        'a.png' (image 42) is 80 x 60 upright, but 'coco.json' says 80 x 61; correct the JSON or the picture, \
        boxes may be wrong too.
        """)
  }

  @Test func boxesOutsideAreClippedForTraining() throws {
    var image = Image(width: 40, height: 40, fill: grey)
    image[0, 0] = red
    try image.write(toFile: "\(folder.path)/b.png")
    let json = """
      {"images": [{"id": 1, "file_name": "b.png", "width": 40, "height": 40}],
       "categories": [{"id": 1, "name": "x"}],
       "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [-10, 20, 30, 40]},
                       {"id": 2, "image_id": 1, "category_id": 1, "bbox": [50, 50, 10, 10]},
                       {"id": 3, "image_id": 1, "category_id": 1, "bbox": [5, 5, 0, 10]}]}
      """
    let path = "\(folder.path)/b.json"
    try Data(json.utf8).write(to: URL(fileURLWithPath: path))
    let sizing = ImageSizing(shortSide: 40, longSide: 40)
    let lenient = try DetectionDataset(path: path, images: nil, boxes: .lenient)
    #expect(
      try sample(lenient, plain, sizing: sizing).objects.map(\.box)
        == [Box(x: 0, y: 20, width: 20, height: 20)])
    // What the picture does not show is no object, whoever read the file.
    let untouched = try DetectionDataset(path: path, images: nil, boxes: .untouched)
    #expect(
      try sample(untouched, plain, sizing: sizing).objects.map(\.box)
        == [Box(x: 0, y: 20, width: 20, height: 20)])
  }
}
