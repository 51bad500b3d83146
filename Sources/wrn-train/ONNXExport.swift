import Checkpoints
import Foundation
import TensorCore
import ToolSupport
import Training

/// Writes a classifier as an ONNX model, for `export`.
struct ONNXExport {
  /// Pictures at once; any number if nil.
  let batch: Int?
  /// By default that of training.
  let size: PictureSize?

  /// - Parameters:
  ///   - weights: The path of a safetensors file.
  ///   - output: Where to write.
  /// - Returns: A line that says what was written.
  func run(_ weights: String, to output: String) throws -> String {
    let classifier = try Classifier(contentsOfFile: weights)
    let description = classifier.description
    let pixels = description.pictureSize
    let size = size ?? PictureSize(height: pixels, width: pixels)
    try classifier.writeONNX(to: output, batch: batch, size: (size.height, size.width))
    let attributes = try FileManager.default.attributesOfItem(atPath: output)
    let bytes = (attributes[.size] as? Int) ?? 0
    return "\(output): \(description.network.name), input [\(batch.map(String.init) ?? "N"), 3,"
      + " \(size.height), \(size.width)], logits of \(description.network.classes) classes,"
      + " \(NumberText.value(Double(bytes) * 1e-6)) MB"
  }
}
