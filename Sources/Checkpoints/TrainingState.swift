import Autograd
import NeuralNet
import TensorCore

/// All that continuing a training needs, in one file: weights, running statistics, their moving
/// average if there is one, momentum and counters.
///
/// The file is complete in itself and replaced in one step, so whatever moment a crash chooses, it
/// holds one moment of the training. `last.safetensors` beside it is for users of the network and
/// is not read to resume.
package struct TrainingState: Sendable {
  private static let weightPrefix = "model."
  private static let momentumPrefix = "momentum."
  private static let averagePrefix = "average."

  /// Counters and whatever else the loop needs, as text.
  package var values: [String: String]

  package init(values: [String: String] = [:]) { self.values = values }

  /// Saves these values with the network, its optimiser and the average of its weights.
  /// - Throws: `FileWriteError` if the disk is full or the folder cannot be written.
  package func save(
    _ store: ParameterStore, _ optimizer: SGD, _ average: WeightAverage? = nil, to path: String
  ) throws {
    let layouts = optimizer.layouts
    let weights = store.all.map {
      SafetensorsEntry(Self.weightPrefix + $0.name, $0.value, $0.layout)
    }
    let averages = (average?.parameters ?? []).map {
      SafetensorsEntry(Self.averagePrefix + $0.name, $0.value, $0.layout)
    }
    let momentum = optimizer.buffers.sorted { $0.key < $1.key }.map { name, buffer in
      SafetensorsEntry(Self.momentumPrefix + name, buffer, layouts[name] ?? .asStored)
    }
    try SafetensorsFile.write(
      entries: weights + averages + momentum, metadata: values, to: path)
  }

  /// Restores the network, its optimiser and its average, whose parameters are those of `store`, to
  /// what was saved.
  /// - Throws: `CheckpointError` or ``WeightsMismatch`` if the file cannot be read or is of another
  ///   network; some of them may have been restored then.
  package init(
    restoring store: ParameterStore, _ optimizer: SGD, _ average: WeightAverage? = nil,
    from path: String
  ) throws {
    let file = try SafetensorsFile(path)
    let layouts = optimizer.layouts
    let shapes = Dictionary(
      uniqueKeysWithValues: optimizer.parameters.map { ($0.name, $0.value.shape) })
    var buffers: [String: Tensor] = [:]
    for key in file.names where key.hasPrefix(Self.momentumPrefix) {
      let name = String(key.dropFirst(Self.momentumPrefix.count))
      guard let shape = shapes[name], let layout = layouts[name],
        file.shape(of: key) == FilterLayout.stored(shape, layout)
      else {
        throw CheckpointError(
          "'\(path)' belongs to another network: '\(key)' fits none of this one's parameters.")
      }
      buffers[name] = FilterLayout.fromFile(try file.tensor(key), layout)
    }
    _ = try average?.parameters.loadPart(of: file, with: Self.averagePrefix)
    _ = try store.all.loadPart(of: file, with: Self.weightPrefix)
    optimizer.restore(buffers: buffers)
    values = file.metadata
  }
}

extension SGD {
  fileprivate var layouts: [String: Parameter.Layout] {
    Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.layout) })
  }
}
