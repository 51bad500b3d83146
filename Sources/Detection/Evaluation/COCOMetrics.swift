import Foundation

/// COCO's twelve numbers, in `0...1`; -1 where the ground truth has no object to find.
///
/// AP is the mean over the IoU thresholds 0.50, 0.55, ..., 0.95, over 101 recalls and over
/// categories; AR is the recall with at most 1, 10 or 100 detections per picture and category,
/// averaged likewise. Small objects are of at most 32 x 32 pixels, large of at least 96 x 96.
public struct COCOMetrics: Hashable, Sendable, Codable {
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
  /// Objects in the ground truth, crowd regions not counted.
  public var objects: Int
  /// Detections evaluated.
  public var detections: Int
  /// Detections left out because the ground truth does not list their category.
  public var unlistedDetections: Int
}

extension COCOMetrics: CustomStringConvertible {
  /// The twelve lines that pycocotools prints.
  public var description: String {
    [
      line("Average Precision", "AP", "0.50:0.95", "all", 100, AP),
      line("Average Precision", "AP", "0.50", "all", 100, AP50),
      line("Average Precision", "AP", "0.75", "all", 100, AP75),
      line("Average Precision", "AP", "0.50:0.95", "small", 100, APs),
      line("Average Precision", "AP", "0.50:0.95", "medium", 100, APm),
      line("Average Precision", "AP", "0.50:0.95", "large", 100, APl),
      line("Average Recall", "AR", "0.50:0.95", "all", 1, AR1),
      line("Average Recall", "AR", "0.50:0.95", "all", 10, AR10),
      line("Average Recall", "AR", "0.50:0.95", "all", 100, AR100),
      line("Average Recall", "AR", "0.50:0.95", "small", 100, ARs),
      line("Average Recall", "AR", "0.50:0.95", "medium", 100, ARm),
      line("Average Recall", "AR", "0.50:0.95", "large", 100, ARl),
    ].joined(separator: "\n")
  }

  private func line(
    _ title: String, _ short: String, _ iou: String, _ area: String, _ limit: Int, _ value: Double
  ) -> String {
    func padded(_ text: String, _ width: Int, left: Bool = false) -> String {
      let space = String(repeating: " ", count: max(0, width - text.count))
      return left ? space + text : text + space
    }
    let number = String(format: "%.3f", value)
    return " \(padded(title, 18)) (\(short)) @[ IoU=\(padded(iou, 9))"
      + " | area=\(padded(area, 6, left: true)) | maxDets=\(padded("\(limit)", 3, left: true)) ]"
      + " = \(number)"
  }
}
