/// A class of a detector: the category's id in its data set, which results carry, and its name.
public struct DetectorCategory: Sendable, Hashable, Codable {
  public let id: Int
  public let name: String

  public init(id: Int, name: String) {
    self.id = id
    self.name = name
  }
}
