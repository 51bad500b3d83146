/// The sizes of a tensor's axes, outermost first: `[N, H, W, C]` for pictures, `[N, C]` for
/// vectors.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  public let dimensions: [Int]
  /// The number of scalars.
  public let count: Int

  /// - Precondition: No dimension is negative.
  public init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 >= 0 }, "negative dimension in shape \(dimensions)")
    self.dimensions = dimensions
    count = dimensions.reduce(1, *)
  }

  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The number of axes.
  public var rank: Int { dimensions.count }

  public subscript(axis: Int) -> Int { dimensions[axis] }

  /// The last dimension, channels in NHWC; 1 for a scalar.
  public var channels: Int { dimensions.last ?? 1 }

  /// The number of rows of `channels` scalars.
  public var rows: Int { dimensions.dropLast().reduce(1, *) }

  public var description: String { "\(dimensions)" }
}
