/// The spelling of the names of one kind of tensor.
///
/// In its text `{0}` stands for a number that is counted from 0, `{1}` for one that is counted from
/// 1, both below a million, and a final `*` for whatever follows.
struct NamePattern: Sendable {
  /// What a name holds besides the pattern's own text.
  struct Match {
    /// Counted from 0, in the order of the text.
    var numbers: [Int] = []
    var rest: Substring = ""
  }

  private enum Piece {
    case text(Substring)
    case number(first: Int)
    case rest
  }

  private let pieces: [Piece]

  init(_ text: String) {
    var pieces: [Piece] = []
    var remaining = Substring(text)
    while let next = remaining.first {
      if remaining.hasPrefix("{0}") || remaining.hasPrefix("{1}") {
        pieces.append(.number(first: remaining.hasPrefix("{0}") ? 0 : 1))
        remaining = remaining.dropFirst(3)
      } else if next == "*" {
        pieces.append(.rest)
        remaining = remaining.dropFirst()
      } else {
        let plain = remaining.prefix { $0 != "{" && $0 != "*" }
        pieces.append(.text(plain))
        remaining = remaining.dropFirst(plain.count)
      }
    }
    self.pieces = pieces
  }

  /// What `name` holds if it is of this kind.
  func match(_ name: String) -> Match? {
    var match = Match()
    var remaining = Substring(name)
    for piece in pieces {
      switch piece {
      case .text(let text):
        guard remaining.hasPrefix(text) else { return nil }
        remaining = remaining.dropFirst(text.count)
      case .number(let first):
        let digits = remaining.prefix { $0.isASCII && $0.isNumber }
        // One spelling of each number, or two names would be one.
        guard let number = Int(digits), (first..<1_000_000).contains(number),
          digits.count == 1 || digits.first != "0"
        else { return nil }
        match.numbers.append(number - first)
        remaining = remaining.dropFirst(digits.count)
      case .rest:
        match.rest = remaining
        remaining = ""
      }
    }
    return remaining.isEmpty ? match : nil
  }

  /// The name that holds `match`, which came from a pattern with as many numbers.
  func name(_ match: Match) -> String {
    var numbers = match.numbers.makeIterator()
    return pieces.reduce(into: "") { name, piece in
      switch piece {
      case .text(let text): name += text
      case .number(let first): name += numbers.next().map { String($0 + first) } ?? ""
      case .rest: name += match.rest
      }
    }
  }
}
