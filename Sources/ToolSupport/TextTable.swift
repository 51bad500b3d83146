/// Rows of cells in columns as wide as their widest cell.
package enum TextTable {
  /// - Parameter numbers: How many of the last columns hold numbers, which stand at the right.
  package static func text(_ rows: [[String]], numbers: Int = 0) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column >= columns - numbers ? space + cell : cell + space
      }
      let line = "  " + cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}

/// "12.34": a time in milliseconds.
func milliseconds(_ seconds: Double) -> String { NumberText.fixed(seconds * 1000, decimals: 2) }
