/// Tables as comma-separated values (RFC 4180, with line feeds).
package enum CSV {
  /// - Parameter rows: Cells; those with commas, quotes or line ends are quoted.
  package static func text(_ rows: [[String]]) -> String {
    rows.map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ cell: String) -> String {
    let isPlain = !cell.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
    return isPlain ? cell : "\"\(cell.replacing("\"", with: "\"\""))\""
  }
}
