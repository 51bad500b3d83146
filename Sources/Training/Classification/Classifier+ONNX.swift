import Autograd
import Checkpoints
import Foundation
import WideResNet

extension Classifier {
  /// Writes the network as an ONNX model whose input are pictures normalised as in training, `[N, 3,
  /// H, W]`.
  ///
  /// The file's metadata says how to make one: `picture_size`, and `mean` and `std` for values in
  /// 0...1; `class_names` is a JSON array in the order of the logits.
  ///
  /// - Parameters:
  ///   - batch: How many pictures it takes at once; any number if nil.
  ///   - size: Height and width of a picture; by default as in training.
  /// - Throws: `CheckpointError` if the network is too large for the format, `FileWriteError` if the
  ///   file cannot be written.
  public func writeONNX(
    to path: String, batch: Int? = nil, size: (height: Int, width: Int)? = nil
  ) throws {
    let (height, width) =
      size ?? (description.pictureSize, description.pictureSize)
    let normalization = description.normalization
    let model = try ONNXModel(
      network.graph(height: height, width: width), name: description.network.name, batch: batch,
      metadata: [
        "network": description.network.name,
        "picture_size": "\(height)x\(width)",
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
