/// What a training state remembers of the data, so that a run does not go on with another one
/// unnoticed.
package struct TrainingData: Sendable, Hashable, Codable {
  /// In the order of the network's outputs.
  let classes: [String]
  /// Training and validation pictures, those that are left out not counted.
  let training, validation: Int

  /// What somebody who resumes with these data instead of those it began with should know; nil if
  /// nothing has changed.
  /// - Throws: ``TrainingError`` if the classes are others: labels would mean something else.
  func note(since start: TrainingData) throws -> String? {
    guard classes == start.classes else {
      throw TrainingError(
        "the run began with other classes: \(change(since: start)). Give it its own data again, or"
          + " start a new run from its weights with --weights.")
    }
    guard self != start else { return nil }
    return "the run began with \(start.training) + \(start.validation) pictures, there are"
      + " \(training) + \(validation) now; it goes on, but not to the numbers it would have had."
  }

  private func change(since start: TrainingData) -> String {
    guard classes.count == start.classes.count else {
      return "it had \(start.classes.count), the data has \(classes.count)"
    }
    let changed = zip(start.classes, classes).first { $0 != $1 }
    return changed.map { "'\($0.0)' stands where the data has '\($0.1)' now" } ?? ""
  }
}
