extension String {
  /// The name that this one was probably meant to be: two letters differ (two that were swapped, say),
  /// or a third of them.
  package func nearest(in names: [String]) -> String? {
    let distances = names.map { (name: $0, distance: distance(to: $0)) }
    guard let best = distances.min(by: { $0.distance < $1.distance }),
      best.distance <= Swift.max(2, count / 3), best.distance < best.name.count
    else { return nil }
    return best.name
  }

  /// Letters to insert, delete or change (Levenshtein's distance), whatever their case.
  private func distance(to other: String) -> Int {
    let other = Array(other.lowercased())
    var row = Array(0...other.count)
    for (i, letter) in lowercased().enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, otherLetter) in other.enumerated() {
        let change = diagonal + (letter == otherLetter ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(change, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[other.count]
  }
}
