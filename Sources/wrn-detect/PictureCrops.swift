import Detection
import Foundation
import Imaging

/// The folder that takes the objects found, cut out of their pictures: `class/name-n.jpg`, the
/// layout in which a classifier is trained.
struct PictureCrops {
  private let folder: String
  /// What the files of each picture of the list are called, before the number.
  private let stems: [String]
  private var madeFolders: Set<String> = []

  /// Makes the folder if it is not there.
  /// - Throws: `ToolError` if it cannot be made.
  init(folder: String, of pictures: [ListedPicture]) throws {
    self.folder = folder
    var names = UniqueNames()
    stems = pictures.map { picture in
      let stem =
        FolderContents.isPicture(picture.name)
        ? (picture.name as NSString).deletingPathExtension : picture.name
      return names.name(stem.replacingOccurrences(of: "/", with: "-"))
    }
    try Folder.make(folder)
  }

  /// Writes the whole pixels that each box touches; objects are numbered as they are given.
  ///
  /// - Parameter index: The picture's in the list.
  /// - Throws: `ImageError` if a file cannot be written.
  mutating func write(_ image: Image, _ detections: [Detection], index: Int) throws {
    for (number, detection) in detections.enumerated() {
      let folder = FolderContents.join(self.folder, Self.folderName(of: detection.category))
      if madeFolders.insert(folder).inserted { try Folder.make(folder) }
      try image.cropped(to: detection.box)
        .write(toFile: "\(folder)/\(stems[index])-\(number + 1).jpg", jpegQuality: 95)
    }
  }

  /// The class's name as the name of one folder that is not hidden.
  private static func folderName(of category: DetectorCategory) -> String {
    let name = category.name.replacingOccurrences(of: "/", with: "-")
    return name.isEmpty || name.hasPrefix(".") ? "class-\(category.id)" : name
  }
}

extension Image {
  /// The pixels that a box touches, at least one.
  fileprivate func cropped(to box: Box) -> Image {
    func pixels(_ low: Float, _ high: Float, of count: Int) -> (first: Int, count: Int) {
      let first = min(max(Int(low.rounded(.down)), 0), count - 1)
      return (first, max(min(Int(high.rounded(.up)), count) - first, 1))
    }
    let (x, y) = (pixels(box.x0, box.x1, of: width), pixels(box.y0, box.y1, of: height))
    return cropped(x: x.first, y: y.first, width: x.count, height: y.count)
  }
}
