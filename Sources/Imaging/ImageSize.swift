import CommonSupport

/// Width and height in pixels.
public struct ImageSize: Sendable, Hashable, CustomStringConvertible {
  public var width: Int
  public var height: Int

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// For people: `1,024 x 768`.
  public var description: String { "\(width.grouped) x \(height.grouped)" }
}
