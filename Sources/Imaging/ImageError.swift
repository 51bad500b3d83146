import CommonSupport

/// A picture that cannot be read, written or drawn on; the description is one sentence for people.
public struct ImageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Sendable, Equatable {
    case missing
    case isFolder
    /// The system's words.
    case unreadable(String)
    case empty
    case fileTooLarge(limit: Int)
    case tooManyPixels(ImageSize, limit: Int)
    /// Width or height is more than is read.
    case tooLong(ImageSize, limit: Int)
    /// Another picture format, such as `a GIF picture`.
    case otherFormat(String)
    /// No picture at all; what it looks like, such as `an HTML page`.
    case notPicture(String)
    /// The data ends after `bytes` bytes, before the picture does.
    case truncated(ImageFormat, bytes: Int)
    /// The decoding library's words.
    case corrupt(ImageFormat, String)
    /// A kind of JPEG that is not decoded; the library's words.
    case unsupported(ImageFormat, String)
    case outOfMemory
    case unknownExtension
    /// Width or height is more than the format or the drawing library takes.
    case tooLargeFor(String, ImageSize, limit: Int)
    /// The encoding library's words.
    case unencodable(ImageFormat, String)
    /// Text or shapes could not be drawn; the library's words.
    case undrawable(String)
  }

  /// The path, or what the caller named the bytes.
  public let name: String
  public let reason: Reason

  public init(_ name: String, _ reason: Reason) {
    self.name = name
    self.reason = reason
  }

  public var description: String {
    switch reason {
    case .missing:
      "'\(name)' does not exist."
    case .isFolder:
      "'\(name)' is a folder, not a picture."
    case .unreadable(let words):
      "'\(name)' could not be read: \(words)."
    case .empty:
      "'\(name)' is empty (0 bytes), where a JPEG or PNG picture was expected."
    case .fileTooLarge(let limit):
      "'\(name)' is larger than \(limit.grouped) bytes, the limit for one picture file."
    case .tooManyPixels(let size, let limit):
      "'\(name)' is \(size) pixels, more than the limit of \(limit.grouped) pixels in all."
    case .tooLong(let size, let limit):
      "'\(name)' is \(size) pixels, more than the limit of \(limit.grouped) to a side."
    case .otherFormat(let format):
      "'\(name)' is \(format), and only JPEG and PNG are read: convert it first."
    case .notPicture(let appearance):
      "'\(name)' is not a JPEG or PNG picture: it looks like \(appearance)."
    case .truncated(let format, let bytes):
      "'\(name)' is cut short: its \(bytes.grouped) bytes end before the \(format.rawValue) "
        + "picture is complete; fetch it again."
    case .corrupt(let format, let words):
      "'\(name)' is a damaged \(format.rawValue) picture (\(format.library): \(words))."
    case .unsupported(let format, let words):
      "'\(name)' is a kind of \(format.rawValue) picture that is not read "
        + "(\(format.library): \(words)): convert it first."
    case .outOfMemory:
      "'\(name)' does not fit in memory."
    case .unknownExtension:
      "'\(name)' cannot be written: its name must end in .png, .jpg or .jpeg."
    case .tooLargeFor(let what, let size, let limit):
      "'\(name)' is \(size) pixels, and \(what) takes at most \(limit.grouped) on a side."
    case .unencodable(let format, let words):
      "'\(name)' could not be written as \(format.rawValue) (\(format.library): \(words))."
    case .undrawable(let words):
      "'\(name)' could not be drawn on (cairo: \(words))."
    }
  }
}

extension ImageFormat {
  fileprivate var library: String {
    switch self {
    case .jpeg: "libjpeg"
    case .png: "libpng"
    }
  }
}
