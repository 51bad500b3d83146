/// What a classifier's training reports while it runs.
package enum ClassifierProgress: Sendable {
  case step(ClassifierStep)
  /// Pictures evaluated, of how many.
  case evaluating(done: Int, total: Int)
  case epoch(ClassifierEpochReport)
}
