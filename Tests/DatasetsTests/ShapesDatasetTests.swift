import CommonSupport
import Datasets
import Foundation
import Imaging
import TensorCore
import TestSupport
import Testing

@Suite struct ShapesDatasetTests {
  @Test func picturesDependOnSeedAndNumberOnly() throws {
    let dataset = ShapesDataset(seed: 3)
    let first = try dataset.picture(5)
    _ = try dataset.picture(6)
    let again = try ShapesDataset(seed: 3).picture(5)
    #expect(first.0 == again.0)
    #expect(first.1.map(\.bounds) == again.1.map(\.bounds))
    #expect(first.1.map(\.kind) == again.1.map(\.kind))
    #expect(try dataset.picture(6).0 != first.0)
    #expect(try ShapesDataset(seed: 4).picture(5).0 != first.0)
    #expect(first.0.size == ImageSize(width: 256, height: 192))
  }

  /// What drawing a shape on a plain picture changes is what the shape's box says, to a pixel.
  @Test func boxesFitWhatIsDrawn() throws {
    var generator = RandomGenerator(seed: 9)
    let plain = Color(red: 127, green: 128, blue: 129)
    for number in 0..<300 {
      let shape = ShapesDataset.Shape(width: 256, height: 192, using: &generator)
      let canvas = try Canvas(width: 256, height: 192, fill: plain)
      shape.draw(on: canvas)
      let drawn = try #require(changedPixels(try canvas.image(), from: plain))
      let box = shape.bounds
      // Nothing outside the box, and all four sides reached but for the round tips of corners.
      #expect(
        drawn.x >= box.x - 1 && drawn.y >= box.y - 1 && drawn.maxX <= box.maxX + 1
          && drawn.maxY <= box.maxY + 1, "shape \(number), a \(shape.kind): \(drawn) in \(box)")
      #expect(
        drawn.x <= box.x + 1.5 && drawn.y <= box.y + 1.5 && drawn.maxX >= box.maxX - 1.5
          && drawn.maxY >= box.maxY - 1.5, "shape \(number), a \(shape.kind): \(drawn) in \(box)")
      #expect(shape.area > 0 && shape.area < box.area)
    }
  }

  @Test(arguments: [(256, 192), (40, 40), (64, 400), (1000, 700)])
  func shapesLieInThePicture(width: Int, height: Int) {
    var generator = RandomGenerator(seed: 10)
    var kinds: Set<ShapeKind> = []
    for _ in 0..<1000 {
      let shape = ShapesDataset.Shape(width: width, height: height, using: &generator)
      let box = shape.bounds
      #expect(
        box.x >= 0 && box.y >= 0 && box.maxX <= Double(width) && box.maxY <= Double(height),
        "\(box)")
      kinds.insert(shape.kind)
    }
    #expect(kinds.count == ShapeKind.allCases.count)
  }

  @Test func shapesHideLittleOfEachOther() throws {
    let dataset = ShapesDataset(seed: 1)
    var counts: Set<Int> = []
    var overlapping = 0
    for index in 0..<150 {
      let shapes = try dataset.picture(index).1
      counts.insert(shapes.count)
      for (i, a) in shapes.enumerated() {
        for b in shapes[..<i] {
          let (x, y) = (a.bounds, b.bounds)
          let width = min(x.maxX, y.maxX) - max(x.x, y.x)
          let height = min(x.maxY, y.maxY) - max(x.y, y.y)
          let share = width > 0 && height > 0 ? width * height / min(x.area, y.area) : 0
          #expect(share < 0.25)
          if share > 0 { overlapping += 1 }
        }
      }
    }
    #expect(overlapping > 10)
    #expect(counts.isSubset(of: Set(1...7)) && counts.count >= 6)
  }

  @Test func writesCOCO() throws {
    let folder = ScratchFolder()
    try ShapesDataset(seed: 2).write(to: "\(folder.path)/shapes", train: 7, val: 3)
    var annotations: [[COCOAnnotation]] = []
    for (split, count) in [("train", 7), ("val", 3)] {
      let path = "\(folder.path)/shapes/\(split).json"
      let dataset = try COCODataset(contentsOf: path, boxes: .strict)
      #expect(dataset.images.count == count)
      #expect(dataset.categories.map(\.name) == ["circle", "square", "triangle", "star", "cross"])
      #expect(dataset.categories.map(\.id) == [1, 2, 3, 4, 5])
      #expect(dataset.issues.isEmpty)
      #expect(Set(dataset.annotations.map(\.id)).count == dataset.annotations.count)
      let locator = try ImageLocator(images: dataset.images, datasetPath: path)
      for (index, entry) in dataset.images.enumerated() {
        let image = try Image(contentsOfFile: locator.path(of: entry))
        #expect((image.width, image.height) == (entry.width, entry.height))
        #expect(!dataset.annotations(ofImageAt: index).isEmpty)
      }
      annotations.append(dataset.annotations)
    }
    // The two splits are different pictures.
    #expect(annotations[0].prefix(3).map(\.bbox) != annotations[1].prefix(3).map(\.bbox))
    // The boxes are those of the shapes drawn, in order.
    let shapes = try ShapesDataset(seed: 2).picture(0).1
    #expect(annotations[0].prefix(shapes.count).map(\.categoryID) == shapes.map(\.kind.categoryID))
    #expect(annotations[0].prefix(shapes.count).map(\.bbox) == shapes.map(\.bounds))
    #expect(annotations[0].prefix(shapes.count).map(\.area) == shapes.map(\.area))
  }

  @Test func anUnwritableFolderGetsASentence() {
    let error = #expect(throws: PlaceError.self) {
      try ShapesDataset(seed: 1).write(to: "/proc/nothing", train: 1, val: 1)
    }
    #expect(error?.description.hasPrefix("cannot make the folder '/proc/nothing': ") == true)
  }

  /// The box around all pixels that are not of the plain colour.
  private func changedPixels(_ image: Image, from plain: Color) -> COCOBox? {
    var (x0, y0, x1, y1) = (Int.max, Int.max, Int.min, Int.min)
    for y in 0..<image.height {
      for x in 0..<image.width where image[x, y] != plain {
        (x0, y0, x1, y1) = (min(x0, x), min(y0, y), max(x1, x + 1), max(y1, y + 1))
      }
    }
    guard x0 < x1 else { return nil }
    return COCOBox(
      x: Double(x0), y: Double(y0), width: Double(x1 - x0), height: Double(y1 - y0))
  }
}
