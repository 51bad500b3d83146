/// What a data set leaves out although people may take it for a part of it: paths relative to its
/// folder.
struct LeftOutEntries {
  /// Of formats that are not read.
  var pictures: [String] = []
  /// No valid UTF-8.
  var names: [String] = []

  /// - Parameter folder: Where the entries are, relative to the data set's folder; nil for that.
  mutating func add(_ entries: FolderEntries, of folder: String? = nil) {
    let prefix = folder.map { "\($0)/" } ?? ""
    pictures += entries.otherPictures.map { prefix + $0 }
    names += entries.invalidNames.map { prefix + $0 }
  }

  /// A sentence for each kind that there is.
  /// - Parameter directory: The data set's folder.
  func notes(on directory: String) -> [String] {
    [
      Self.note(
        pictures, "picture in '\(directory)' is not .jpg, .jpeg or .png",
        "pictures in '\(directory)' are not .jpg, .jpeg or .png"),
      Self.note(
        names, "name in '\(directory)' is no valid UTF-8",
        "names in '\(directory)' are no valid UTF-8"),
    ].compactMap(\.self)
  }

  private static func note(_ paths: [String], _ one: String, _ several: String) -> String? {
    countedExample(paths, one, several)
      .map { $0 + (paths.count == 1 ? "; it is left out." : "; they are left out.") }
  }
}
