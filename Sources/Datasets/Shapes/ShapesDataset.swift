import CommonSupport
import Foundation
import Imaging
import TensorCore

/// A small detection data set that draws itself: shapes of five classes, filled and outlined, of
/// many sizes and colours, some overlapping, on textured backgrounds.
///
/// Every picture depends on `seed` and its number only.
public struct ShapesDataset: Sendable {
  /// The least width and height of a picture, in pixels.
  static let leastSide = 40

  /// In pixels; at least 40.
  public var width = 256
  public var height = 192
  public var seed: UInt64

  public init(seed: UInt64) { self.seed = seed }

  /// The categories; ids start at 1, as COCO's do.
  public static let categories = ShapeKind.allCases.enumerated().map {
    COCOCategory(id: $0 + 1, name: $1.rawValue, supercategory: "shape")
  }

  /// Draws `train` and `val` pictures to `folder/train/*.jpg` and `folder/val/*.jpg`, with
  /// `folder/train.json` and `folder/val.json`.
  ///
  /// - Throws: An error if something cannot be written, for example because the disk is full.
  public func write(to folder: String, train: Int, val: Int) throws {
    for (split, count, first) in [("train", train, 0), ("val", val, 1_000_000)] {
      let pictures = "\(folder)/\(split)"
      try Folder.make(pictures)
      var images: [COCOImage] = []
      var annotations: [COCOAnnotation] = []
      for index in 0..<count {
        let (image, shapes) = try picture(first + index)
        let entry = COCOImage(
          id: index + 1, fileName: String(format: "%04d.jpg", index + 1), width: width,
          height: height)
        try image.write(toFile: "\(pictures)/\(entry.fileName)")
        images.append(entry)
        for shape in shapes {
          annotations.append(
            COCOAnnotation(
              id: annotations.count + 1, imageID: entry.id, categoryID: shape.kind.categoryID,
              bbox: shape.bounds, area: shape.area))
        }
      }
      let dataset = try COCODataset(
        images: images, categories: Self.categories, annotations: annotations, boxes: .strict)
      try dataset.write(to: "\(folder)/\(split).json")
    }
  }

  /// Picture number `index` and the shapes on it.
  package func picture(_ index: Int) throws -> (Image, [Shape]) {
    var generator = RandomGenerator(seed: seed, stream: UInt64(index))
    let canvas = try Canvas(background(&generator))
    var shapes: [Shape] = []
    let count = 1 + Int(generator.next() % 7)
    for _ in 0..<count * 4 where shapes.count < count {
      let shape = Shape(width: width, height: height, using: &generator)
      // Overlaps are part of the game, hidden shapes are not.
      guard shapes.allSatisfy({ $0.overlap(with: shape) < 0.25 }) else { continue }
      shape.draw(on: canvas)
      shapes.append(shape)
    }
    return (try canvas.image(), shapes)
  }

  /// Two colours blended along waves of random direction and length, and noise.
  private func background(_ generator: inout RandomGenerator) -> Image {
    let from = (0..<3).map { _ in generator.uniform(in: 40...215) }
    let to = from.map { min(255, max(0, $0 + generator.uniform(in: -70...70))) }
    let waves = (0..<3).map { _ in
      (
        x: generator.uniform(in: -0.12...0.12), y: generator.uniform(in: -0.12...0.12),
        phase: generator.uniform() * 6
      )
    }
    let noise = generator.uniform(in: 4...24)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        let level =
          waves.reduce(Float(0)) { $0 + sin(Float(x) * $1.x + Float(y) * $1.y + $1.phase) } / 6
          + 0.5
        let grain = generator.uniform(in: -noise...noise)
        for c in 0..<3 {
          pixels.append(UInt8(min(255, max(0, from[c] + (to[c] - from[c]) * level + grain))))
        }
      }
    }
    return Image(width: width, height: height, pixels: pixels)
  }
}
