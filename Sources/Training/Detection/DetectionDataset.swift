import Datasets
import Detection
import Imaging
import TensorCore

/// A COCO data set and its pictures, as the detector takes them.
public struct DetectionDataset: Sendable {
  public internal(set) var coco: COCODataset
  public let path: String
  /// Proposals that take the place of the network's own; nil for none.
  public var proposals: PrecomputedProposals?
  private let locator: ImageLocator

  /// The classes in the order of the network's outputs: category ids sorted, gaps allowed.
  public var categories: [DetectorCategory] {
    coco.categories.map { DetectorCategory(id: $0.id, name: $0.name) }
  }

  public var count: Int { coco.images.count }

  /// - Parameters:
  ///   - path: The COCO JSON.
  ///   - images: Where the pictures are; by default the usual places are tried.
  ///   - boxes: `.lenient` for training, `.untouched` for evaluation.
  /// - Throws: `DatasetError` if the file is not COCO's or a picture is missing.
  public init(path: String, images: String?, boxes: COCOBoxPolicy) throws {
    coco = try COCODataset(contentsOf: path, boxes: boxes)
    locator = try ImageLocator(images: coco.images, datasetPath: path, directory: images)
    self.path = path
  }

  /// Picture `index`, upright, not decoded yet.
  /// - Throws: `ImageError` if it is no picture, `DatasetError` if its size is not the one in the
  ///   JSON.
  public func image(at index: Int) throws -> EncodedImage {
    let entry = coco.images[index]
    let file = locator.path(of: entry)
    let image = try EncodedImage(contentsOfFile: file)
    let size = image.size
    guard size.width == entry.width, size.height == entry.height else {
      throw DatasetError(
        "'\(file)' (image \(entry.id)) is \(size.width) x \(size.height) upright, but '\(path)' says"
          + " \(entry.width) x \(entry.height); correct the JSON or the picture, boxes may be wrong too."
      )
    }
    return image
  }

  /// The given proposals for picture `index`, in its pixels, best first.
  public func proposals(at index: Int) -> [Box]? {
    let entry = coco.images[index]
    return proposals?.boxes(
      ofImage: entry.id, in: ImageSize(width: entry.width, height: entry.height))
  }

  /// The pictures with an object to learn.
  var picturesWithObjects: [Int] {
    (0..<count).filter { coco.annotations(ofImageAt: $0).contains(where: \.isTarget) }
  }

  /// Picture `index`, or a part of it, resized and augmented for training, with its objects.
  ///
  /// Objects that a crop leaves too little of are treated like crowds: what is left of them is
  /// neither an object nor background.
  public func sample(
    at index: Int, sizing: ImageSizing, seeds: Int, _ augmentation: DetectionAugmentation,
    using generator: inout RandomGenerator
  ) throws -> DetectionSample {
    let image = try image(at: index)
    let annotations = coco.annotations(ofImageAt: index)
    let window = augmentation.window(
      ofWidth: image.size.width, height: image.size.height,
      objects: annotations.filter(\.isTarget).map { Box($0.bbox) }, using: &generator)
    let (width, height) = (Int(window.width), Int(window.height))
    let scale = augmentation.scale(&generator)
    var size = sizing.size(width: width, height: height)
    size = (max(32, Int(Float(size.width) * scale)), max(32, Int(Float(size.height) * scale)))
    let scaleX = Float(size.width) / window.width
    let scaleY = Float(size.height) / window.height
    let isWhole = (width, height) == (image.size.width, image.size.height)
    /// What the window shows of a box, in pixels of the sample.
    func placed(_ box: Box) -> Box {
      let visible = box.intersection(window)
      return Box(
        x0: visible.x0 - window.x0, y0: visible.y0 - window.y0, x1: visible.x1 - window.x0,
        y1: visible.y1 - window.y0
      ).resized(scaleX: scaleX, scaleY: scaleY)
    }

    var sample = DetectionSample(
      image: try image.resized(
        width: size.width, height: size.height,
        from: isWhole
          ? nil : Region(x0: window.x0, y0: window.y0, x1: window.x1, y1: window.y1)),
      objects: [], crowds: [],
      seeds: SeedBoxes(limit: seeds).boxes(width: width, height: height)
        .map { $0.resized(scaleX: scaleX, scaleY: scaleY) },
      proposals: proposals(at: index)?.map(placed).filter { !$0.isEmpty },
      name: "'\(locator.path(of: coco.images[index]))' (image \(coco.images[index].id))")
    for annotation in annotations {
      let whole = Box(annotation.bbox)
      let visible = whole.intersection(window)
      guard !visible.isEmpty else { continue }
      let box = placed(whole)
      if !annotation.isTarget || visible.area < augmentation.cropVisible * whole.area {
        sample.crowds.append(box)
      } else if let category = coco.categoryIndex(ofID: annotation.categoryID) {
        sample.objects.append(DetectionSample.Object(box: box, category: category))
      }
    }
    augmentation.apply(to: &sample, using: &generator)
    return sample
  }
}
