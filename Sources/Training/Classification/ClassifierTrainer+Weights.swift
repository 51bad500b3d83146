import Checkpoints

extension ClassifierTrainer {
  /// Starts from the weights of a file, whose names may be of any `NameConvention`; a last layer
  /// for other classes is left out.
  /// - Returns: The names of the file's tensors that were left out.
  /// - Throws: `CheckpointError` or `WeightsMismatch`.
  package func load(weights path: String) throws -> [String] {
    let file = try SafetensorsFile(path)
    let names = WeightNames(of: file)
    guard let head = store.all.last(where: { $0.value.shape.rank == 2 }),
      let shape = file.shape(of: names.key(for: head.name)), shape.rank == 2,
      shape[0] != head.value.shape[0]
    else {
      try store.load(file, names: names)
      return []
    }
    return try store.load(file, names: names, except: head.layer)
  }
}
