/// How one kind of tensor is named here and elsewhere; each tells the other.
struct NameRule: Sendable {
  let ours, theirs: NamePattern

  init(_ ours: String, _ theirs: String) {
    self.ours = NamePattern(ours)
    self.theirs = NamePattern(theirs)
  }

  /// A kind that has the same names in both.
  init(_ same: String) { self.init(same, same) }
}
