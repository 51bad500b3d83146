import Testing
import ToolSupport

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0.0, "0.0000"), (0.412, "0.4120"), (-9.99994, "-9.9999"), (9.99996, "10.00"),
    (93.418, "93.42"), (999.996, "1,000"), (12_345.6, "12,346"), (0.000031, "3.1e-05"),
    (.nan, "nan"), (-.infinity, "-inf"), (1e30, "1.000e+30"),
  ])
  func values(value: Double, text: String) {
    #expect(NumberText.value(value) == text)
  }

  @Test func otherKinds() {
    #expect(
      [0.42, 3.14, 9.96, 87.4, 1234.4].map(NumberText.rate) == ["0.42", "3.1", "10", "87", "1,234"])
    #expect(
      [0.1, 0.004, 0.09234567, 8e-5].map(NumberText.setting) == ["0.1", "0.004", "0.0923", "8e-05"])
    #expect([0, 0.017, 1, 1.2].map(NumberText.percent) == ["0 %", "2 %", "100 %", "100 %"])
  }
}
