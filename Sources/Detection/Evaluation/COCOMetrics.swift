/// COCO's twelve numbers, in `0...1`; -1 where the ground truth has no object to find.
///
/// AP is the mean over the IoU thresholds 0.50, 0.55, ..., 0.95, over 101 recalls and over
/// categories; AR is the recall with at most 1, 10 or 100 detections per picture and category,
/// averaged likewise. Small objects are of at most 32 x 32 pixels, large of at least 96 x 96.
public struct COCOMetrics: Hashable, Sendable {
  public var AP: Double
  public var AP50: Double
  public var AP75: Double
  public var APs: Double
  public var APm: Double
  public var APl: Double
  public var AR1: Double
  public var AR10: Double
  public var AR100: Double
  public var ARs: Double
  public var ARm: Double
  public var ARl: Double

  /// Every category of the ground truth, by id.
  public var categories: [COCOCategoryMetrics]
  /// Pictures in the ground truth.
  public var images: Int
  /// Objects in the ground truth, without crowd regions and ignored ones.
  public var objects: Int
  /// Detections evaluated.
  public var detections: Int
  /// Detections left out because the ground truth does not list their category.
  public var unlistedDetections: Int
}

extension COCOMetrics: CustomStringConvertible {
  /// The twelve lines that pycocotools prints.
  public var description: String {
    let (precision, recall) = ("Average Precision", "Average Recall")
    let lines = [
      MetricLine(precision, "AP", AP), MetricLine(precision, "AP", iou: "0.50", AP50),
      MetricLine(precision, "AP", iou: "0.75", AP75),
      MetricLine(precision, "AP", area: "small", APs),
      MetricLine(precision, "AP", area: "medium", APm),
      MetricLine(precision, "AP", area: "large", APl), MetricLine(recall, "AR", limit: 1, AR1),
      MetricLine(recall, "AR", limit: 10, AR10), MetricLine(recall, "AR", AR100),
      MetricLine(recall, "AR", area: "small", ARs), MetricLine(recall, "AR", area: "medium", ARm),
      MetricLine(recall, "AR", area: "large", ARl),
    ]
    return lines.map(\.description).joined(separator: "\n")
  }
}
