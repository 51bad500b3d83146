import Yams

extension DecodingError {
  /// "'network.depth' is missing", "'epochs' is 'many'; expected a whole number" and the like, about
  /// a text that should be of this format.
  ///
  /// - Parameter found: What the text has at a path, such as "is 'many'"; nil if that is not known.
  func sentence(
    format: String, found: (_ path: [any CodingKey]) -> String? = { _ in nil }
  ) -> String {
    switch self {
    case .keyNotFound(let key, let context):
      "\(Self.place(context.codingPath + [key])) is missing"
    case .typeMismatch(let type, let context) where !context.codingPath.isEmpty,
      .valueNotFound(let type, let context) where !context.codingPath.isEmpty:
      Self.sentence(
        at: context.codingPath, found: found(context.codingPath),
        expected: Self.expectation(of: type))
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      Self.sentence(
        at: context.codingPath, found: found(context.codingPath),
        expected: (context.underlyingError as? Expectation)?.words)
    default: "the text is not the \(format) expected"
    }
  }

  /// An error whose sentence ends with "expected" and these words.
  static func impossibleValue(
    at path: [any CodingKey], expected words: String
  ) -> DecodingError {
    .dataCorrupted(
      Context(
        codingPath: path, debugDescription: "expected \(words)",
        underlyingError: Expectation(words: words)))
  }

  /// What a value should have been, said by the type that refused it. An error's own description is
  /// not for people: where Swift writes it, it holds the names of types.
  private struct Expectation: Error {
    let words: String
  }

  private static func sentence(
    at path: [any CodingKey], found: String?, expected: String?
  ) -> String {
    switch (found, expected) {
    case (let found?, let expected?): "\(place(path)) \(found); expected \(expected)"
    case (let found?, nil): "\(place(path)) \(found), which is not possible"
    case (nil, let expected?):
      "\(place(path)) has a value of the wrong kind; expected \(expected)"
    case (nil, nil): "\(place(path)) has a value that is not possible"
    }
  }

  /// "a whole number", "step, cosine or one-cycle"; nil if there is nothing to say of a type.
  private static func expectation(of type: Any.Type) -> String? {
    switch type {
    case is Bool.Type: "true or false"
    case is any UnsignedInteger.Type: "a whole number of 0 or more"
    case is any BinaryInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is String.Type: "a text"
    case is Node.Scalar.Type: "a single value"
    // Yams' word for it, and that of Foundation's JSON.
    case is Node.Sequence.Type, is [Any].Type: "a list"
    case is Node.Mapping.Type, is [String: Any].Type: "keys with values"
    case let type as any (CaseIterable & RawRepresentable).Type: choices(of: type)
    default: nil
    }
  }

  private static func choices<Choice: CaseIterable & RawRepresentable>(
    of type: Choice.Type
  ) -> String {
    type.allCases.map { "\($0.rawValue)" }.alternatives
  }

  /// 'regions[0].name'.
  private static func place(_ path: [any CodingKey]) -> String {
    let text = path.reduce("") { text, key in
      key.intValue.map { "\(text)[\($0)]" }
        ?? (text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)")
    }
    return "'\(text)'"
  }
}
