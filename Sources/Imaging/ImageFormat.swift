/// The file formats that are read and written.
public enum ImageFormat: String, Sendable, Hashable {
  case jpeg = "JPEG"
  case png = "PNG"

  /// The format that the first bytes announce, whatever the file is called.
  init?(startOf bytes: UnsafeRawBufferPointer) {
    let reader = ByteReader(bytes)
    if reader.starts(with: [0xFF, 0xD8]) {
      self = .jpeg
    } else if reader.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else {
      return nil
    }
  }

  /// The format that the end of a file's name says: `.png`, `.jpg` or `.jpeg`, in any case.
  package init?(extensionOf path: String) {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return nil }
    switch name[name.index(after: dot)...].lowercased() {
    case "png": self = .png
    case "jpg", "jpeg": self = .jpeg
    default: return nil
    }
  }
}
