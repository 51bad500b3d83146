import Autograd
import Checkpoints
import WideResNet

extension Classifier {
  /// Writes the network as an ONNX model that reads pictures `[N, 3, H, W]`, normalised as in
  /// training, and returns logits `[N, classes]`.
  ///
  /// Its metadata says how such pictures are made: `resize` (pixels of the shorter side), `filter` and
  /// `picture_size` (of the centre that is taken), `mean` and `std` of values in 0...1, or, where
  /// pictures are whitened, `whitening`, the file that does it and is written beside the model. `class_names` is a JSON array in the
  /// order of the logits.
  ///
  /// - Parameter batch: How many pictures it reads at once; any number if nil.
  /// - Throws: `CheckpointError` if the network is too large for the format, or another network's
  ///   whitening is in the folder; `FileWriteError` if a file cannot be written.
  public func writeONNX(to path: String, batch: Int? = nil) throws {
    let size = description.pictureSize
    let model = try ONNXModel(
      network.graph(height: size, width: size), name: description.network.name, batch: batch,
      metadata: description.metadata())
    try preparation.whitening?.write(besideFile: path)
    try model.write(to: path)
  }
}

extension ClassifierDescription {
  /// What a file of another format says about the classifier.
  fileprivate func metadata() throws -> [(key: String, value: String)] {
    var metadata: [(key: String, value: String)] = [
      ("network", network.name), ("picture_size", "\(pictureSize)"),
      ("resize", "\(fitting.shorterSide)"), ("filter", fitting.filter.rawValue),
    ]
    if isWhitened ?? false {
      metadata.append(("whitening", Whitening.fileName))
    } else {
      metadata.append(("mean", try normalization.mean.map { $0 / 255 }.json()))
      metadata.append(("std", try normalization.deviation.map { $0 / 255 }.json()))
    }
    metadata.append(("class_names", try classNames.json()))
    if let classTitles { metadata.append(("class_titles", try classTitles.json())) }
    return metadata
  }
}
