import Datasets

extension COCODetection {
  /// A detection in picture `imageID` of a data set.
  public init(_ detection: Detection, imageID: Int) {
    self.init(
      imageID: imageID, categoryID: detection.category.id, bbox: COCOBox(detection.box),
      score: Double(detection.score))
  }
}
