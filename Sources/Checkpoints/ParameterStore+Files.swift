import Autograd
import NeuralNet
import TensorCore

extension ParameterStore {
  /// All parameters and buffers as files hold them: PyTorch's names and shapes.
  public var stateDictionary: [(name: String, value: Tensor)] {
    all.map { ($0.name, FilterLayout.toFile($0.value, $0.layout)) }
  }

  /// Loads every parameter and buffer from a file that holds exactly these.
  ///
  /// `num_batches_tracked`, PyTorch's counter, is ignored, as is the prefix `module.` that its
  /// data-parallel training adds.
  /// - Throws: ``WeightsMismatch`` with all keys that do not fit, before anything is changed;
  ///   ``CheckpointError`` if the file cannot be read or holds numbers that are not finite.
  public func load(_ file: SafetensorsFile) throws {
    let unused = try all.load(file)
    precondition(unused.isEmpty, "strict loading left \(unused)")
  }
}

extension [Parameter] {
  /// Loads these parameters from a file that may hold others: a trunk from a classifier's weights.
  ///
  /// - Parameters:
  ///   - prefix: What these parameters' names start with and the file's do not, such as
  ///     `backbone.`.
  ///   - filePrefix: What the file's names start with and these do not.
  /// - Returns: The names in the file that were not used, such as the classifier's `fc.weight`.
  /// - Throws: ``WeightsMismatch`` if a parameter is missing or of another shape, before anything
  ///   is changed; ``CheckpointError`` as for ``NeuralNet/ParameterStore/load(_:)``.
  public func loadPart(
    of file: SafetensorsFile, replacing prefix: String = "", with filePrefix: String = ""
  ) throws -> [String] {
    try load(file, allowsUnused: true) { name in
      filePrefix + (name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name)
    }
  }

  fileprivate func load(
    _ file: SafetensorsFile, allowsUnused: Bool = false, key: (String) -> String = { $0 }
  ) throws -> [String] {
    let names = file.names
    let parallel = !names.isEmpty && names.allSatisfy { $0.hasPrefix("module.") } ? "module." : ""
    let keys = map { parallel + key($0.name) }
    var mismatch = WeightsMismatch(path: file.path)
    for (parameter, key) in zip(self, keys) {
      let expected = FilterLayout.stored(parameter.value.shape, parameter.layout)
      guard let found = file.shape(of: key) else {
        mismatch.missing.append(key)
        continue
      }
      if found != expected { mismatch.misshaped.append((key, expected, found)) }
    }
    let wanted = Set(keys)
    let unused = names.filter { !wanted.contains($0) && !$0.hasSuffix("num_batches_tracked") }
    if !allowsUnused { mismatch.unused = unused }
    guard mismatch.isEmpty else { throw mismatch }
    for (parameter, key) in zip(self, keys) {
      let tensor = try file.tensor(key)
      guard tensor.isFinite else {
        throw CheckpointError(
          "tensor '\(key)' of '\(file.path)' holds infinite numbers or NaN; its training failed.")
      }
      parameter.value = FilterLayout.fromFile(tensor, parameter.layout)
    }
    return unused
  }
}
