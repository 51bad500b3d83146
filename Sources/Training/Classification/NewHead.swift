/// A classifier's last layer that starts anew though the others start from a file's weights.
package struct NewHead: Sendable, Hashable, CustomStringConvertible {
  package enum Reason: Sendable, Hashable {
    /// The file holds a trunk.
    case absent
    /// The file's last layer is for another number of classes.
    case classCount(file: Int, data: Int)
    /// The file names other classes; the first that differ.
    case className(file: String, data: String)
  }

  /// The file.
  package let path: String
  /// The names of its tensors that were left out.
  package let skipped: [String]
  package let reason: Reason

  /// One sentence.
  package var description: String {
    let leftOut =
      "left out of '\(path)': \(skipped.joined(separator: ", ")); the last layer starts anew"
    return switch reason {
    case .absent: "'\(path)' has no last layer: a new one is trained."
    case .classCount(let file, let data):
      "\(leftOut): the file has \(file) classes, the data \(data)."
    case .className(let file, let data):
      "\(leftOut): the file's classes are others, '\(file)' where the data has '\(data)'."
    }
  }
}
