/// Names kept apart by numbers: `a.jpg`, and `a-2.jpg` for the second of that name.
struct UniqueNames {
  private var taken: Set<String> = []
  /// How often each was asked for.
  private var counts: [String: Int] = [:]

  /// - Parameter suffix: What follows the number, such as `.jpg`.
  mutating func name(_ stem: String, suffix: String = "") -> String {
    var name = stem + suffix
    var count = counts[name, default: 0]
    let wanted = name
    repeat {
      count += 1
      name = count == 1 ? wanted : "\(stem)-\(count)\(suffix)"
    } while !taken.insert(name).inserted
    counts[wanted] = count
    return name
  }
}
