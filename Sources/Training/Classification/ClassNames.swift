import Foundation

/// Lists of class names.
public enum ClassNames {
  /// Those of CIFAR-10, in the order of its labels.
  public static let cifar10 = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  /// Reads a list: one name per line, or a JSON array of strings.
  /// - Throws: ``TrainingError`` if it cannot be read or a name is missing.
  public static func read(_ path: String) throws -> [String] {
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else {
      throw TrainingError("cannot read '\(path)' as text; a list of class names was expected.")
    }
    if text.drop(while: \.isWhitespace).first == "[" {
      guard let names = try? JSONDecoder().decode([String].self, from: data) else {
        throw TrainingError("'\(path)' starts as a JSON array, but is none of strings.")
      }
      return names
    }
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    while lines.last?.isEmpty == true { lines.removeLast() }
    if let empty = lines.firstIndex(of: "") {
      throw TrainingError("line \(empty + 1) of '\(path)' is empty; one class name was expected.")
    }
    return lines
  }
}
