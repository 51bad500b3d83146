import Detection
import Imaging

/// A line of `infer --json`: what was found in one picture.
struct ImageRecord: Encodable {
  struct Found: Encodable {
    struct Corners: Encodable {
      let x0, y0, x1, y1: Float
    }

    let className: String
    let categoryId: Int
    let score: Float
    /// In pixels of the upright picture.
    let box: Corners

    enum CodingKeys: String, CodingKey {
      case className = "class"
      case categoryId, score, box
    }
  }

  let type = "image"
  let path: String
  /// The picture's id in COCO results, where there are any.
  let imageId: Int?
  /// Of the upright picture, in pixels.
  let width, height: Int
  let detections: [Found]
  /// In seconds, if asked for.
  let timings: DetectionTimings?

  init(
    _ picture: ListedPicture, _ size: ImageSize, _ detections: [Detection],
    _ timings: DetectionTimings?
  ) {
    path = picture.path
    imageId = picture.imageID
    width = size.width
    height = size.height
    self.detections = detections.map {
      Found(
        className: $0.category.name, categoryId: $0.category.id, score: $0.score,
        box: .init(x0: $0.box.x0, y0: $0.box.y0, x1: $0.box.x1, y1: $0.box.y1))
    }
    self.timings = timings
  }
}
