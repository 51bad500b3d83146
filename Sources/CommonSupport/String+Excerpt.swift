extension String {
  /// The beginning on one line and without control characters, for an error that quotes a file.
  package var excerpt: String {
    let limit = 60
    let characters = unicodeScalars.prefix(limit).map {
      $0.properties.generalCategory == .control ? " " : String($0)
    }
    return characters.joined() + (unicodeScalars.dropFirst(limit).isEmpty ? "" : "...")
  }
}
