import Datasets
import Testing

/// The scanner against json-c, and where the two differ on purpose.
@Suite struct JSONScannerTests {
  enum Verdict: Equatable {
    case complete(Int)
    case incomplete
    case invalid(Int, String)
  }

  /// Scans `text` as a reader does: `piece` bytes more at a time, from where the scanner stopped.
  func scan(_ text: [UInt8], piece: Int = .max, depthLimit: Int = 32) -> Verdict {
    var scanner = JSONScanner(depthLimit: depthLimit)
    var position = 0
    var available = 0
    while available < text.count {
      available += min(piece, text.count - available)
      // A copy of its own: a byte read behind its end is one that a checked build finds.
      let outcome = Array(text[..<available]).withUnsafeBytes { scanner.scan($0, from: &position) }
      switch outcome {
      case .complete: return .complete(position)
      case .invalid(let reason): return .invalid(position, reason)
      case .incomplete: break
      }
    }
    return .incomplete
  }

  func isComplete(_ text: [UInt8], piece: Int = .max) -> Bool {
    scan(text + [UInt8(ascii: " ")], piece: piece) == .complete(text.count)
  }

  @Test func acceptsWhatJSONCAccepts() {
    var random = RandomJSON(seed: 1)
    for _ in 0..<3000 {
      let text = Array(random.value().utf8)
      #expect(isValidForJSONC(text))
      #expect(isComplete(text), "\(String(decoding: text, as: UTF8.self))")
      let piece = Int.random(in: 1...20, using: &random.generator)
      #expect(isComplete(text, piece: piece), "\(piece): \(String(decoding: text, as: UTF8.self))")
    }
  }

  @Test func refusesWhatJSONCRefuses() {
    var random = RandomJSON(seed: 2)
    let bytes = Array(#"{}[]",:.-+eE0159 nutf\/I"#.utf8) + [0, 0x1F, 0x80, 0xC3, 0xFF, 10]
    var refused = 0
    for _ in 0..<20000 {
      var text = Array(random.object(depth: 2).utf8)
      let place = Int.random(in: 0..<text.count, using: &random.generator)
      switch Int.random(in: 0..<3, using: &random.generator) {
      case 0: text[place] = random.pick(bytes)
      case 1: text.insert(random.pick(bytes), at: place)
      default: text.remove(at: place)
      }
      let verdict = isComplete(text)
      let expected = isValidForJSONC(text) && !isLaxInJSONC(text)
      #expect(verdict == expected, "\(String(reflecting: String(decoding: text, as: UTF8.self)))")
      #expect(isComplete(text, piece: 7) == verdict)
      refused += verdict ? 0 : 1
    }
    #expect(refused > 5000)
  }

  /// What RFC 8259 forbids and json-c lets pass: control characters in strings, a zero before
  /// digits, no digits before or after the point.
  func isLaxInJSONC(_ text: [UInt8]) -> Bool {
    guard case .invalid(let place, let reason) = scan(text), place > 0 else { return false }
    if reason == "control character in a string" { return true }
    switch (text[place - 1], text[place]) {
    case (UInt8(ascii: "."), _), (UInt8(ascii: "-"), UInt8(ascii: ".")): return true
    case (UInt8(ascii: "0"), UInt8(ascii: "0")...UInt8(ascii: "9")): return true
    default: return false
    }
  }

  @Test func everyPrefixIsIncomplete() {
    var random = RandomJSON(seed: 3)
    for _ in 0..<200 {
      let text = Array(random.object().utf8)
      for count in text.indices { #expect(scan(Array(text[..<count])) == .incomplete) }
      #expect(scan(text + Array("]}".utf8)) == .complete(text.count))
    }
  }

  /// In lists numbers are read 16 bytes at a time: every form, at every place in a block.
  @Test(arguments: [
    ("0", true), ("-0", true), ("10", true), ("1.5", true), ("0.05", true), ("1e5", true),
    ("1E+05", true), ("1.25e-300", true), ("-Infinity", true), ("NaN", true),
    ("", false), ("-", false), ("01", false), ("-01", false), ("1.", false), (".5", false),
    ("+1", false), ("1.5.2", false), ("1e", false), ("1e+", false), ("1e5.5", false),
    ("1-2", false), ("--1", false), ("1e5e5", false), ("- 1", false), ("1 2", false),
    ("0x10", false), ("1_0", false), ("-I", false), ("- Infinity", false), ("nan", false),
    ("1.Infinity", false), ("1.:2", false),
  ])
  func numbers(number: String, isValid: Bool) {
    for padding in 0..<34 {
      for list in ["[\(number),1]", "[1,\(number)]", "[ \(number) , 2.5 ]", "{\"a\":\(number)}"] {
        let start = "[" + String(repeating: " ", count: padding) + "0.125,"
        let text = Array("\(start)\(list),\(list)]".utf8)
        #expect(isComplete(text) == isValid, "\(list)")
        #expect(isComplete(text, piece: 1) == isValid, "\(list)")
      }
    }
  }

  @Test(arguments: [
    ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("[}", 1), ("{]", 1), ("[1}", 2), ("{\"a\":1]", 6),
    ("{\"a\" 1}", 5), ("{\"a\":}", 5), ("{\"a\":1,}", 7), ("{\"a\":1,2}", 7), ("{1:2}", 1),
    ("{\"a\"}", 4), ("{,}", 1), ("[tru]", 4), ("[nul ]", 4), ("[True]", 1), ("}", 0), (":", 0),
    ("[\"\\x\"]", 2), ("[\"\\u12g4\"]", 2), ("[\"a\tb\"]", 3), ("[1]", -1), ("[/**/1]", 1),
    ("['a']", 1), ("[\"a\" \"b\"]", 5), ("{\"a\":[1,2}", 9), ("[1,2,3,4,5,6,7,8,9,10,11,12,x]", 28),
  ])
  func sayWhereItIsWrong(text: String, place: Int) {
    let verdict = scan(Array(text.utf8))
    guard place >= 0 else { return #expect(verdict == .complete(text.utf8.count)) }
    guard case .invalid(place, _) = verdict else {
      Issue.record("\(text): \(verdict)")
      return
    }
  }

  @Test func brokenTextIsInvalid() {
    let broken: [[UInt8]] = [
      [0x80], [0xC3], [0xC3, 0x28], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xFF], [0xC0, 0xAF],
    ]
    for bytes in broken {
      let text = Array("[\"ab".utf8) + bytes + Array("\"]".utf8)
      #expect(scan(text) == .invalid(1, "text that is not utf-8"))
    }
  }

  @Test func nestingEndsAtTheLimit() {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(scan(nested(32)) == .complete(64))
    #expect(scan(nested(33)) == .invalid(32, "nesting too deep"))
    #expect(scan(nested(100_000), depthLimit: 100_000) == .complete(200_000))
    let mixed = String(repeating: "{\"a\":[", count: 16) + String(repeating: "]}", count: 16)
    #expect(scan(Array(mixed.utf8)) == .complete(mixed.utf8.count))
  }

  @Test(arguments: [1, 2, 3, 5, 100])
  func listsMembersOfTheOutermostObject(piece: Int) {
    let text = #"{"a": 1,"b":{"c":[2]} , "a" :"x", "\u0061":[ 3 ],"":-1.5e3 }"#
    let bytes = Array(text.utf8)
    var scanner = JSONScanner(depthLimit: 32, listsMembers: true)
    for _ in 0..<2 {
      scanner.reset()
      var position = 0
      for count in stride(from: piece, to: bytes.count + piece, by: piece) {
        bytes.withUnsafeBytes {
          _ = scanner.scan(.init(rebasing: $0[..<min(count, bytes.count)]), from: &position)
        }
      }
      let members = scanner.members.map {
        [$0.key, $0.value].map { String(decoding: bytes[$0], as: UTF8.self) }
      }
      #expect(
        members == [
          ["\"a\"", "1"], ["\"b\"", "{\"c\":[2]}"], ["\"a\"", "\"x\""],
          [#""\u0061""#, "[ 3 ]"], ["\"\"", "-1.5e3"],
        ])
      #expect(scanner.members.map(\.isKeyEscaped) == [false, false, false, true, false])
    }
  }
}
