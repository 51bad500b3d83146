import Autograd
import Checkpoints

extension ClassifierTrainer {
  /// Starts from the weights of a file, whose names may be of any `NameConvention`. The last layer
  /// starts anew if the file has none, or one for other classes.
  /// - Returns: What there is to say of a last layer that starts anew; nil if it is the file's.
  /// - Throws: `CheckpointError` or `WeightsMismatch`.
  package func load(weights path: String) throws -> NewHead? {
    let file = try SafetensorsFile(path)
    let names = WeightNames(of: file)
    let network = recipe.network.name
    guard let head = store.all.last(where: { $0.value.shape.rank == 2 }),
      let reason = try reasonForNewHead(head, file, names)
    else {
      try store.load(file, names: names, network: network)
      return nil
    }
    let skipped = try store.load(file, names: names, network: network, except: head.layer)
    return NewHead(path: path, skipped: skipped, reason: reason)
  }

  /// Why the last layer cannot be the file's; nil if it can, or if it is strict loading that has to
  /// say what is wrong with it.
  /// - Parameter head: The last layer's weight, `[classes, channels]`.
  private func reasonForNewHead(
    _ head: Parameter, _ file: SafetensorsFile, _ names: WeightNames
  ) throws -> NewHead.Reason? {
    let keys = store.all.filter { $0.layer == head.layer }.map { names.key(for: $0.name) }
    guard keys.contains(where: file.contains) else { return .absent }
    guard let shape = file.shape(of: names.key(for: head.name)), shape.rank == 2 else { return nil }
    let (found, classes) = (shape[0], head.value.shape[0])
    guard found == classes else { return .classCount(file: found, data: classes) }
    return try reasonByNames(file)
  }

  /// Lists of as many classes may still be of others, or of the same in another order.
  private func reasonByNames(_ file: SafetensorsFile) throws -> NewHead.Reason? {
    guard let stored = try ClassifierDescription.stored(in: file), stored.namesClasses else {
      return nil
    }
    let own = [training.classNames, training.classTitles].compactMap { $0 }
    let theirs = [stored.classNames, stored.classTitles].compactMap { $0 }
    guard !theirs.contains(where: { own.contains($0) }),
      let other = zip(stored.classNames, training.classNames).first(where: { $0 != $1 })
    else { return nil }
    return .className(file: other.0, data: other.1)
  }
}
