import CommonSupport
import Testing

@Suite struct WordsTests {
  @Test(arguments: [
    (0, "0"), (-7, "-7"), (999, "999"), (1000, "1,000"), (-30_730_000, "-30,730,000"),
    (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func thousands(number: Int, text: String) {
    #expect(number.grouped == text)
  }

  @Test func counts() {
    #expect(
      [0, 1, 2000].map { $0.counted("class", "classes") }
        == ["0 classes", "1 class", "2,000 classes"])
  }

  /// As Python's `shlex.quote`.
  @Test(arguments: [
    ("runs/a-1", "runs/a-1"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"),
    ("$HOME", "'$HOME'"), ("*.jpg", "'*.jpg'"), ("é", "'é'"),
  ])
  func quoting(text: String, quoted: String) {
    #expect(text.shellQuoted == quoted)
  }

  @Test func excerpts() {
    #expect("two\nlines".excerpt == "two lines")
    #expect(String(repeating: "x", count: 60).excerpt == String(repeating: "x", count: 60))
    #expect(String(repeating: "x", count: 61).excerpt == String(repeating: "x", count: 60) + "...")
  }
}
