import CommonSupport

/// Writes COCO files that are others with some entries changed.
enum COCOCopy {
  /// Copies a file. The copy appears under its name only when it is complete.
  ///
  /// - Parameter edit: The text of an entry in the copy, nil to leave it out; called with its
  ///   position in its list.
  /// - Throws: ``DatasetError`` if the file cannot be read, `FileWriteError`, what `edit` throws.
  static func write(
    _ original: String, to path: String,
    _ edit: (JSONObject, COCOFile.List, Int) throws -> String?
  ) throws {
    try AtomicFile.write(to: path) { file in
      var isFirst = true
      func begin(_ key: String, _ file: inout AtomicFile.Writer) throws {
        try file.write((isFirst ? "{" : ",\n") + jsonString(key) + ":")
        isFirst = false
      }
      try COCOFile.read(original) { list, reader in
        try begin(list.rawValue, &file)
        try file.write("[")
        var (index, written) = (0, 0)
        try reader.forEachObject(of: list.rawValue) { object in
          if let text = try edit(object, list, index) {
            try file.write((written == 0 ? "\n" : ",\n") + text)
            written += 1
          }
          index += 1
        }
        try file.write("\n]")
      } other: { key, reader in
        try begin(key, &file)
        try reader.copyValue(key) { try file.write($0) }
      }
      try file.write("}\n")
    }
  }
}
