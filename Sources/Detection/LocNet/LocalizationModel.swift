/// What LocNet says of each axis of a search region (arXiv 1511.07763, section 3).
public enum LocalizationModel: String, Sendable, Hashable, CaseIterable, Codable {
  /// For each cell, how likely it is inside the object.
  case inOut
  /// For each cell, how likely the object begins in it, and how likely it ends in it.
  case borders
  /// All three.
  case combined

  /// The vectors of an axis, in the order in which the network gives them: inside, first, last.
  var vectors: [AxisVector] {
    switch self {
    case .inOut: [.inside]
    case .borders: [.first, .last]
    case .combined: [.inside, .first, .last]
    }
  }
}

/// One number for each cell of an axis.
enum AxisVector {
  /// The probability that the cell is inside the object.
  case inside
  /// The probability that the object's left or upper border is in the cell.
  case first
  /// The probability that the object's right or lower border is in the cell.
  case last
}
