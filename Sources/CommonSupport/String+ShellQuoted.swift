extension String {
  /// The text as one word of a shell's command, for sentences that say what to type; quoted only if it
  /// must be.
  package var shellQuoted: String {
    let isPlain = !isEmpty && !contains(/[^A-Za-z0-9_.\/=:@%+,\-]/)
    return isPlain ? self : "'\(replacing("'", with: "'\\''"))'"
  }
}
