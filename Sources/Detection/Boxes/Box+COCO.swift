import Datasets

extension Box {
  /// A box as COCO stores it.
  public init(_ box: COCOBox) {
    self.init(x: Float(box.x), y: Float(box.y), width: Float(box.width), height: Float(box.height))
  }
}

extension COCOBox {
  /// A box as COCO stores it.
  public init(_ box: Box) {
    self.init(
      x: Double(box.x0), y: Double(box.y0), width: Double(box.width), height: Double(box.height))
  }
}
