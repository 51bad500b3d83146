/// A picture to look at.
struct ListedPicture: Sendable {
  let path: String
  /// Its path below the folder, pattern or data set that brought it; copies of it are called so.
  let name: String
  /// Its id in the data set that lists it, if one does.
  var imageID: Int?
}
