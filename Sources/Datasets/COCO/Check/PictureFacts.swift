import Imaging

/// What a check learns from a picture file.
struct PictureFacts: Sendable {
  /// Enough to find pictures that may be equal, which only their bytes can tell.
  struct Fingerprint: Hashable, Sendable {
    let bytes: Int
    let hash: Int
  }

  /// nil if it cannot be read, as a whole.
  var header: ImageHeader?
  /// nil if there is no file, or none that can be read.
  var fingerprint: Fingerprint?
  /// Why there is no header; nil for a missing file.
  var problem: String?

  var isMissing: Bool { header == nil && problem == nil }

  /// Reads and decodes a file.
  init(contentsOfFile path: String) {
    guard ImageLocator.isFile(path) else { return }
    do {
      let image = try EncodedImage(contentsOfFile: path)
      var hasher = Hasher()
      image.bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
      fingerprint = Fingerprint(bytes: image.bytes.count, hash: hasher.finalize())
      // At an eighth of the size libjpeg still reads every bit, which is what damage shows in.
      _ = try image.decoded(at: image.header.format == .jpeg ? 8 : 1)
      header = image.header
    } catch {
      problem = "\(error)"
    }
  }
}
