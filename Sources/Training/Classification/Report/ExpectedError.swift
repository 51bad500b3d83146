import Yams

/// What a recipe says that its training should reach: `expected` in its file.
package struct ExpectedError: Sendable, Hashable, Decodable {
  /// Top-1 of the validation pictures, in percent.
  package let error: Double
  /// Where it stands in the paper: "Table 4".
  package let source: String

  /// "paper, Table 4: 4.17 %".
  var label: String { "paper, \(source): \(ReportText.percent(error))" }

  private struct Recipe: Decodable {
    let expected: ExpectedError?
  }

  /// Of a recipe's text; nil if it has none.
  init?(yaml text: String) {
    guard let recipe = try? YAMLDecoder().decode(Recipe.self, from: text),
      let expected = recipe.expected, expected.error.isFinite
    else { return nil }
    self = expected
  }
}
