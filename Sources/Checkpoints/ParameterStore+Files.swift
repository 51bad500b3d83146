import Autograd
import NeuralNet
import TensorCore

extension ParameterStore {
  /// All parameters and buffers as files hold them: PyTorch's shapes, this package's names.
  public var stateDictionary: [(name: String, value: Tensor)] {
    all.map { ($0.name, FilterLayout.toFile($0.value, $0.layout)) }
  }

  /// Writes all parameters and buffers, one at a time, with strings beside them.
  ///
  /// - Parameters:
  ///   - names: Whose names they get. Those of PyTorch's modules come with the counters that its
  ///     strict loading asks for, at 0.
  ///   - type: Of all numbers, running statistics included.
  /// - Throws: ``CheckpointError`` if the convention has no name for one of the parameters, or a
  ///   number is too large for the type; `FileWriteError` if the file cannot be written.
  public func write(
    to path: String, metadata: [String: String], names: NameConvention = .wrn,
    type: WeightType = .f32
  ) throws {
    var entries: [SafetensorsEntry] = []
    for parameter in all {
      guard let name = names.theirs(parameter.name) else {
        throw CheckpointError(
          "'\(parameter.name)' has no name among those of \(names.rawValue), whose networks are"
            + " others.")
      }
      entries.append(SafetensorsEntry(name, parameter.value, parameter.layout, type: type))
      if names.countsBatches, parameter.name.hasSuffix(".running_var"),
        let counter = names.theirs("\(parameter.layer).num_batches_tracked")
      {
        entries.append(SafetensorsEntry(name: counter, shape: [], content: .counter(0)))
      }
    }
    try SafetensorsFile.write(entries: entries, metadata: metadata, to: path)
  }

  /// Loads every parameter and buffer from a file that holds exactly these.
  ///
  /// `num_batches_tracked`, PyTorch's counter, is ignored.
  /// - Parameters:
  ///   - names: How the file names them; nil to find out.
  ///   - network: What the network is called, for errors.
  /// - Throws: ``WeightsMismatch`` with all keys that do not fit, before anything is changed;
  ///   ``CheckpointError`` if the file cannot be read or holds numbers that are not finite.
  public func load(
    _ file: SafetensorsFile, names: WeightNames? = nil, network: String? = nil
  ) throws {
    let names = names ?? WeightNames(of: file)
    _ = try all.load(file, network: network, key: names.key) { _ in false }
  }

  /// Loads every parameter and buffer but those of one layer, of which the file may hold others or
  /// none: a classifier for other classes, or a trunk.
  /// - Returns: The names in the file of that layer's tensors.
  /// - Throws: As ``load(_:names:network:)``.
  public func load(
    _ file: SafetensorsFile, names: WeightNames? = nil, network: String? = nil,
    except layer: String
  ) throws -> [String] {
    let names = names ?? WeightNames(of: file)
    return try all.filter { $0.layer != layer }.load(file, network: network, key: names.key) {
      names.name(of: $0)?.hasPrefix("\(layer).") ?? false
    }
  }
}

extension [Parameter] {
  /// Loads these parameters from a file that may hold others: a trunk from a classifier's weights.
  ///
  /// - Parameters:
  ///   - prefix: What these parameters' names start with and the file's do not, such as
  ///     `backbone.`.
  ///   - names: How the file names them; nil to find out.
  /// - Returns: The names in the file that were not used, such as the classifier's `fc.weight`.
  /// - Throws: ``WeightsMismatch`` if a parameter is missing or of another shape, before anything
  ///   is changed; ``CheckpointError`` as for ``NeuralNet/ParameterStore/load(_:names:network:)``.
  public func loadPart(
    of file: SafetensorsFile, replacing prefix: String = "", names: WeightNames? = nil
  ) throws -> [String] {
    let names = names ?? WeightNames(of: file)
    return try load(
      file,
      key: { name in
        names.key(for: name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name)
      }, allowsUnused: { _ in true })
  }

  /// Loads these parameters from a file of this package that stand in it behind `filePrefix`.
  public func loadPart(of file: SafetensorsFile, with filePrefix: String) throws -> [String] {
    try loadPart(of: file, names: WeightNames(prefix: filePrefix))
  }

  /// Loads those of these parameters that a file of this package has in the same shape.
  /// - Returns: Their names.
  public func loadFitting(of file: SafetensorsFile) throws -> Set<String> {
    let fitting = filter { file.shape(of: $0.name) == $0.storedShape }
    _ = try fitting.loadPart(of: file, with: "")
    return Set(fitting.map(\.name))
  }

  /// Checks that a file holds each of these parameters in its shape, and maybe others; no weight is
  /// read.
  ///
  /// - Parameter network: What the network is called, for errors.
  /// - Throws: ``WeightsMismatch`` with all keys that do not fit.
  package func check(_ file: SafetensorsFile, names: WeightNames, network: String) throws {
    let mismatch = mismatch(with: file, network: network, key: names.key)
    guard mismatch.missing.isEmpty && mismatch.misshaped.isEmpty else { throw mismatch }
  }

  /// - Parameters:
  ///   - network: What the network is called, for errors.
  ///   - key: The file's name for a parameter's.
  ///   - allowsUnused: Whether a tensor in the file may be of no use.
  /// - Returns: The names in the file that were not used.
  fileprivate func load(
    _ file: SafetensorsFile, network: String? = nil, key: (String) -> String,
    allowsUnused: (String) -> Bool
  ) throws -> [String] {
    var mismatch = mismatch(with: file, network: network, key: key)
    let unused = mismatch.unused
    mismatch.unused.removeAll(where: allowsUnused)
    guard mismatch.isEmpty else { throw mismatch }
    for parameter in self {
      let key = key(parameter.name)
      let tensor = try file.tensor(key)
      guard tensor.isFinite else {
        throw CheckpointError(
          "tensor '\(key)' of '\(file.path)' holds infinite numbers or NaN; its training failed.")
      }
      parameter.value = FilterLayout.fromFile(tensor, parameter.layout)
    }
    return unused
  }

  /// What does not fit, by names and shapes alone.
  private func mismatch(
    with file: SafetensorsFile, network: String?, key: (String) -> String
  ) -> WeightsMismatch {
    var mismatch = WeightsMismatch(path: file.path, network: network)
    var wanted: Set<String> = []
    for parameter in self {
      let (key, expected) = (key(parameter.name), parameter.storedShape)
      wanted.insert(key)
      guard let found = file.shape(of: key) else {
        mismatch.missing.append(key)
        continue
      }
      if found != expected { mismatch.misshaped.append((key, expected, found)) }
    }
    mismatch.unused = file.names.filter {
      !wanted.contains($0) && !$0.hasSuffix("num_batches_tracked") && $0 != Self.averageCounter
    }
    return mismatch
  }

  /// What PyTorch's `AveragedModel`, as of torchvision's `--model-ema`, has counted.
  private static var averageCounter: String { "n_averaged" }
}
