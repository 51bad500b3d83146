import Datasets

extension Box {
  /// A box as COCO stores it.
  public init(_ box: COCOBox) {
    self.init(x: Float(box.x), y: Float(box.y), width: Float(box.width), height: Float(box.height))
  }
}

extension COCOBox {
  /// A box as COCO stores it; its right and lower ends are the box's to the last digit.
  public init(_ box: Box) {
    let (x, y) = (Double(box.x0), Double(box.y0))
    self.init(x: x, y: y, width: Double(box.x1) - x, height: Double(box.y1) - y)
  }
}
