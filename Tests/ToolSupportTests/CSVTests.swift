import Testing
import ToolSupport

@Suite struct CSVTests {
  @Test func quotesWhatNeedsIt() {
    #expect(
      CSV.text([["a", "b c"], ["1,2", "\"x\""], ["", "line\nend"]])
        == "a,b c\n\"1,2\",\"\"\"x\"\"\"\n,\"line\nend\"\n")
    #expect(CSV.text([]) == "")
  }
}
