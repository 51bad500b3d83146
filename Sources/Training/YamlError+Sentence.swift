import CommonSupport
import Yams

extension YamlError {
  /// One line: where and what. Yams' own descriptions quote the file, whatever it holds.
  var sentence: String {
    switch self {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      "line \(mark.line), column \(mark.column): \(context.map { "\($0.text), " } ?? "")\(problem)"
    case .reader(let problem, let offset, _, let yaml):
      "\(offset.map { "line \(Self.line(at: $0, in: yaml)): " } ?? "")\(problem)"
    case .duplicatedKeysInMapping(let keys, let context):
      "line \(context.mark.line): the key '\((keys.first ?? "").excerpt)' is there more than once"
    default: "\(self)".excerpt
    }
  }

  /// The line, counted from 1, of a character.
  private static func line(at offset: Int, in text: String) -> Int {
    1 + text.prefix(offset).count(where: \.isNewline)
  }
}
