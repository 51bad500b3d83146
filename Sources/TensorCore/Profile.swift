import Synchronization

/// Where the time of a step goes, by phase, kind of operation and layer, and the multiply-adds of its
/// forward passes.
///
/// Time is charged when it ends: `mark` takes all that has passed since the last mark. One call after
/// each operation is enough, nothing counts twice, and the entries add up to the whole. A value that
/// is computed when it is first read counts for the operation that reads it.
package final class Profile: Sendable {
  package struct Entry: Sendable {
    /// What the step was doing, such as "forward".
    package let phase: String
    /// What kind of operation, such as "Convolution 3x3".
    package let kind: String
    /// The path of the layer, such as `layer1.0.conv1`; nil for operations without parameters.
    package let layer: String?
    package fileprivate(set) var seconds = 0.0
  }

  private struct Key: Hashable {
    let phase, kind: String
    let layer: String?
  }

  private struct State {
    var phase: String?
    var latest = ContinuousClock.now
    var entries: [Entry] = []
    var places: [Key: Int] = [:]
    var multiplyAdds = 0

    mutating func charge(_ kind: String, _ layer: String?) {
      guard let phase else { return }
      let now = ContinuousClock.now
      let key = Key(phase: phase, kind: kind, layer: layer)
      let place = places[key] ?? entries.count
      if place == entries.count {
        places[key] = place
        entries.append(Entry(phase: phase, kind: kind, layer: layer))
      }
      entries[place].seconds += (now - latest) / .seconds(1)
      latest = now
    }
  }

  /// The profile of the current task; nil, which costs one look, where nobody asks.
  @TaskLocal package static var current: Profile?

  private let state = Mutex(State())

  package init() {}

  /// Begins a phase; what the last one has left is charged as "other". With nil the clock stands
  /// still.
  package func enter(_ phase: String?) {
    state.withLock {
      $0.charge("other", nil)
      $0.phase = phase
      $0.latest = .now
    }
  }

  /// Charges the time since the last mark, and counts `multiplyAdds`.
  package func mark(_ kind: String, layer: String? = nil, multiplyAdds: Int = 0) {
    state.withLock {
      $0.charge(kind, layer)
      $0.multiplyAdds += multiplyAdds
    }
  }

  /// In the order in which they first came.
  package var entries: [Entry] { state.withLock(\.entries) }

  /// Of all forward convolutions and matrix products, as direct sums of products.
  package var multiplyAdds: Int { state.withLock(\.multiplyAdds) }
}
