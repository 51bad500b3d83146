import ArgumentParser

/// `--threshold`: a probability for all classes, `0.5`, or for one, `dog=0.6`.
struct ClassThreshold: ExpressibleByArgument {
  /// Nil for all classes that have none of their own.
  let className: String?
  let probability: Float

  init?(argument: String) {
    let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
    guard let last = parts.last, let probability = Float(last) else { return nil }
    self.probability = probability
    // A class may have the sign in its name.
    className = parts.count > 1 ? parts.dropLast().joined(separator: "=") : nil
  }
}
