import ArgumentParser

/// Pixels of a picture on the command line: `608x800` (height first, as in tensors) or `224`.
package struct PictureSize: ExpressibleByArgument, CustomStringConvertible, Sendable, Equatable {
  package static let sides = 8...8192

  package let height, width: Int

  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  package init?(argument: String) {
    let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(sides.count), let height = sides[0], let width = sides[sides.count - 1],
      Self.sides.contains(height), Self.sides.contains(width)
    else { return nil }
    self.init(height: height, width: width)
  }

  package var description: String { "\(height)x\(width)" }
}
