import CommonSupport
import Datasets
import Imaging
import TensorCore
import ToolSupport

/// Chosen pictures of a data set with their boxes, and beside them with those that were found.
struct BrowseSheet {
  /// Of the room for a picture, in pixels.
  private static let area = 480.0 * 360
  private static let keyLimit = 24

  private let coco: COCODataset
  private let locator: ImageLocator
  private let chosen: [Int]
  /// By image id.
  private let detections: [Int: [COCODetection]]?
  /// Ids of the drawn classes and how many objects each has, the most frequent first.
  private let classes: [(id: Int, count: Int)]
  /// Places in the palette by category id.
  private let colors: [Int: Int]

  /// - Parameter chosen: Positions in the data set.
  init(
    _ coco: COCODataset, _ locator: ImageLocator, _ chosen: [Int], detections: [COCODetection]?
  ) {
    self.coco = coco
    self.locator = locator
    self.chosen = chosen
    self.detections = detections.map { Dictionary(grouping: $0, by: \.imageID) }
    var counts: [Int: Int] = [:]
    for index in chosen {
      for annotation in coco.annotations(ofImageAt: index) {
        counts[annotation.categoryID, default: 0] += 1
      }
      for detection in self.detections?[coco.images[index].id] ?? [] {
        counts[detection.categoryID, default: 0] += 0
      }
    }
    classes = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { ($0.key, $0.value) }
    // The colours of other pictures, unless there are more classes than colours.
    let isDistinct = coco.categories.count <= Palette.categorical.count
    let places = classes.enumerated().map { rank, entry in
      (entry.id, isDistinct ? coco.categoryIndex(ofID: entry.id) ?? rank : rank)
    }
    colors = Dictionary(uniqueKeysWithValues: places)
  }

  func image(title: String) throws -> Image {
    let room = room
    let cells = try cells(in: room)
    let cellWidth = Double(room.width * (detections == nil ? 1 : 2))
    // A sheet of about 4 to 3.
    let columns = (Double(chosen.count) * Double(room.height + 42) / cellWidth * 4 / 3).squareRoot()
    return try ContactSheet(
      title: title, key: key, cells: cells, pictureSize: room,
      columns: min(max(1, Int(columns.rounded())), chosen.count)
    ).image()
  }

  /// The room for each picture: of the shape that most have.
  private var room: ImageSize {
    let shapes = chosen.map { Double(coco.images[$0].width) / Double(coco.images[$0].height) }
      .sorted()
    let shape = min(max(shapes[shapes.count / 2], 0.5), 2)
    return ImageSize(
      width: Int((Self.area * shape).squareRoot()), height: Int((Self.area / shape).squareRoot()))
  }

  private var key: [ContactSheet.KeyEntry] {
    classes.prefix(Self.keyLimit).map { id, count in
      ContactSheet.KeyEntry(
        text: "\(name(ofCategory: id)) (\(count.grouped))", colorIndex: color(id))
    }
  }

  private func name(ofCategory id: Int) -> String {
    coco.categoryIndex(ofID: id).map { coco.categories[$0].name } ?? "category \(id)"
  }

  private func color(_ id: Int) -> Int { colors[id] ?? 0 }

  /// Decodes and draws on all threads.
  private func cells(in room: ImageSize) throws -> [ContactSheet.Cell] {
    let results = [Result<ContactSheet.Cell, any Error>?](unsafeUninitializedCapacity: chosen.count)
    {
      buffer, initialized in
      buffer.initialize(repeating: nil)
      let results = buffer
      ThreadPool.current.forEach(chosen.count) { index in
        results[index] = Result { try cell(of: chosen[index], in: room) }
      }
      initialized = chosen.count
    }
    return try results.compactMap { try $0?.get() }
  }

  private func cell(of index: Int, in room: ImageSize) throws -> ContactSheet.Cell {
    let entry = coco.images[index]
    let objects = coco.annotations(ofImageAt: index)
    let found = detections.map { $0[entry.id] ?? [] }
    let marked = objects.count == 1 ? "1 object" : "\(objects.count) objects"
    let summary = found.map { "\(objects.count) marked, \($0.count) found" } ?? marked
    let encoded: EncodedImage
    let picture: Image
    do {
      encoded = try EncodedImage(contentsOfFile: locator.path(of: entry))
      let scale = min(
        Double(room.width) / Double(encoded.size.width),
        Double(room.height) / Double(encoded.size.height))
      picture = try encoded.resized(
        width: max(1, Int(Double(encoded.size.width) * scale)),
        height: max(1, Int(Double(encoded.size.height) * scale)))
    } catch is ImageError {
      return ContactSheet.Cell(pictures: [], caption: "\(entry.fileName)  cannot be read")
    }
    let scale = (
      x: Float(picture.width) / Float(encoded.size.width),
      y: Float(picture.height) / Float(encoded.size.height)
    )
    func region(_ box: COCOBox) -> Region {
      Region(
        x0: Float(box.x) * scale.x, y0: Float(box.y) * scale.y, x1: Float(box.maxX) * scale.x,
        y1: Float(box.maxY) * scale.y)
    }
    var pictures = [
      try picture.annotated(
        with: objects.map {
          Annotation(
            box: region($0.bbox),
            text: name(ofCategory: $0.categoryID) + ($0.isCrowd ? " (crowd)" : ""),
            colorIndex: color($0.categoryID), isDashed: $0.isCrowd)
        })
    ]
    if let found {
      pictures.append(
        try picture.annotated(
          with: found.sorted { $0.score > $1.score }.map {
            Annotation(
              box: region($0.bbox),
              text: "\(name(ofCategory: $0.categoryID)) \(NumberText.fixed($0.score, decimals: 2))",
              colorIndex: color($0.categoryID))
          }))
    }
    return ContactSheet.Cell(pictures: pictures, caption: "\(entry.fileName)  \(summary)")
  }
}
