extension DecodingError {
  /// "'network.depth' is missing" and the like, about a text that should be of this format.
  func sentence(format: String) -> String {
    switch self {
    case .keyNotFound(let key, let context):
      "\(Self.place(context.codingPath + [key])) is missing"
    case .typeMismatch(_, let context) where !context.codingPath.isEmpty,
      .valueNotFound(_, let context) where !context.codingPath.isEmpty:
      "\(Self.place(context.codingPath)) has a value of the wrong kind"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      "\(Self.place(context.codingPath)) has a value that is not possible"
    default: "the text is not the \(format) expected"
    }
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
