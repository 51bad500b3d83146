/// Where a training stands: saved with the state, from which it goes on.
struct DetectorPosition: Sendable, Hashable, Codable {
  /// Epochs finished, evaluation included.
  var epoch = 0
  /// Steps done in the current epoch.
  var step = 0
  /// Sums over the current epoch's steps.
  var losses = DetectorLossValues()
  var seconds = 0.0
  /// The best AP of an evaluation; nil before the first.
  var best: Double?

  mutating func beginNextEpoch() {
    epoch += 1
    step = 0
    losses = DetectorLossValues()
    seconds = 0
  }

  /// Whether the numbers are possible; they come from a file.
  func isValid(epochs: Int, steps: Int) -> Bool {
    (0...epochs).contains(epoch) && (0...steps).contains(step) && losses.total.isFinite
      && seconds >= 0
      && seconds.isFinite
  }
}
