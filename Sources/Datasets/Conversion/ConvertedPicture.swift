import Imaging

/// A picture of a data set in another format: its file, and the size it has upright.
struct ConvertedPicture {
  let path: String
  let size: ImageSize

  /// - Throws: `ImageError` if the file cannot be read.
  init(_ path: String) throws {
    self.path = path
    size = try ImageHeader.read(path).size
  }
}
