import Testing
import ToolSupport

@Suite struct DurationTextTests {
  @Test(arguments: [
    (-5.0, "0.00 s"), (0, "0.00 s"), (0.25, "0.25 s"), (0.994, "0.99 s"), (0.996, "1.0 s"),
    (3.24, "3.2 s"), (9.94, "9.9 s"), (9.96, "10 s"), (41.6, "42 s"), (59.4, "59 s"),
    (59.6, "1 min 00 s"), (252, "4 min 12 s"), (3599.7, "1 h 00 min"), (3780, "1 h 03 min"),
    (86_369, "23 h 59 min"), (86_399, "1 d 00 h"), (187_200, "2 d 04 h"),
  ])
  func reads(seconds: Double, text: String) {
    #expect(Duration.seconds(seconds).text == text)
  }
}
