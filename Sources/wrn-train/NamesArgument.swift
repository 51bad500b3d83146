import ArgumentParser
import Checkpoints

/// `auto`, or a convention's name.
struct NamesArgument: ExpressibleByArgument {
  /// Nil for `auto`.
  let convention: NameConvention?

  init?(argument: String) {
    convention = NameConvention(rawValue: argument)
    if convention == nil, argument != "auto" { return nil }
  }

  static let allValueStrings = ["auto"] + NameConvention.allCases.map(\.rawValue)
}
