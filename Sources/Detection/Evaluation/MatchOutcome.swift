/// What became of one detection.
struct MatchOutcome {
  let score: Double
  /// Its position in its cell by falling score.
  let rank: Int
  /// The conditions under which it is right.
  let hits: MatchConditions
  /// The conditions under which it is right or wrong; else it does not count.
  let counted: MatchConditions
}
