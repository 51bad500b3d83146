import Foundation

/// A line as pycocotools prints it: "Average Recall (AR) @[ IoU=0.50:0.95 | area= all ...".
struct MetricLine: CustomStringConvertible {
  let description: String

  init(
    _ title: String, _ short: String, iou: String = "0.50:0.95", area: String = "all",
    limit: Int = 100, _ value: Double
  ) {
    func space(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count))
    }
    description =
      " \(title)\(space(title, 18)) (\(short)) @[ IoU=\(iou)\(space(iou, 9))"
      + " | area=\(space(area, 6))\(area) | maxDets=\(space("\(limit)", 3))\(limit) ]"
      + " = \(String(format: "%.3f", value))"
  }
}
