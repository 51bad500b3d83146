/// What a recipe says that its training should reach.
package struct ExpectedError: Sendable, Hashable {
  /// Top-1, in percent.
  package let error: Double
  /// Such as "paper, table 5".
  package let source: String
}

extension ClassifierRun {
  package var expected: ExpectedError? { nil }
}

extension ExpectedError {
  /// "paper, Table 4: 4.17 %".
  var label: String { "paper, \(source): \(ReportText.percent(error))" }
}
