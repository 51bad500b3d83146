/// Pictures with one label each.
public protocol ClassificationDataset: Sendable {
  var count: Int { get }
  /// Labels are positions in this list.
  var classNames: [String] { get }
  /// What people call the classes, if that is more than their names.
  var classTitles: [String]? { get }
  /// What people should know before they train on it.
  var notes: [String] { get }

  /// The label of a picture, in `0 ..< classNames.count`.
  ///
  /// - Precondition: `index` is in `0 ..< count`.
  func label(at index: Int) -> Int

  /// Where the pixels of a picture are.
  ///
  /// - Precondition: `index` is in `0 ..< count`.
  func picture(at index: Int) -> PictureSource
}

extension ClassificationDataset {
  public var classTitles: [String]? { nil }
  public var notes: [String] { [] }
}
