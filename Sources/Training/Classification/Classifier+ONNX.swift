import Autograd
import Checkpoints
import Foundation
import WideResNet

extension Classifier {
  /// Writes the network as an ONNX model that reads pictures `[N, 3, H, W]`, normalised as in
  /// training, and returns logits `[N, classes]`.
  ///
  /// Its metadata says how such pictures are made: `resize` (pixels of the shorter side), `filter` and
  /// `picture_size` (of the centre that is taken), `mean` and `std` of values in 0...1. `class_names`
  /// is a JSON array in the order of the logits.
  ///
  /// - Parameter batch: How many pictures it reads at once; any number if nil.
  /// - Throws: `CheckpointError` if the network is too large for the format, `FileWriteError` if the
  ///   file cannot be written.
  public func writeONNX(to path: String, batch: Int? = nil) throws {
    let (size, fitting) = (description.pictureSize, description.fitting)
    let normalization = description.normalization
    let model = try ONNXModel(
      network.graph(height: size, width: size), name: description.network.name, batch: batch,
      metadata: [
        "network": description.network.name,
        "picture_size": "\(size)",
        "resize": "\(fitting.shorterSide)",
        "filter": fitting.filter.rawValue,
        "mean": try json(normalization.mean.map { $0 / 255 }),
        "std": try json(normalization.deviation.map { $0 / 255 }),
        "class_names": try json(description.classNames),
      ])
    try model.write(to: path)
  }
}

private func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .withoutEscapingSlashes
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
