import CommonSupport
import Detection
import Foundation
import Imaging
import ToolSupport

/// The folder that takes the objects found, cut out of their pictures: `class/name-n.jpg`, the
/// layout in which a classifier is trained.
struct PictureCrops {
  private let folder: String
  /// What the files of each picture of the list are called, before the number.
  private let stems: [String]
  private var madeFolders: Set<String> = []

  /// Makes the folder if it is not there.
  ///
  /// - Parameter categories: All of the detector's, each of which may get a folder of its own.
  /// - Throws: `PlaceError` if it cannot be made, `ToolError` if one of `pictures` lies in such a
  ///   folder and is named like an object: whether it would be overwritten is known only when objects
  ///   are found.
  init(folder: String, of pictures: [ListedPicture], categories: [DetectorCategory]) throws {
    self.folder = folder
    var names = UniqueNames()
    stems = pictures.map { picture in
      let stem =
        FolderContents.isPicture(picture.name)
        ? (picture.name as NSString).deletingPathExtension : picture.name
      return names.name(stem.replacingOccurrences(of: "/", with: "-"))
    }
    try Self.check(categories.map { Self.folder(of: $0, in: folder) }, folder, against: pictures)
    try Folder.make(folder)
  }

  /// Writes the whole pixels that each box touches; objects are numbered as they are given.
  ///
  /// - Parameter index: The picture's in the list.
  /// - Throws: `ImageError` if an object cannot be encoded, `FileWriteError` if a file cannot be
  ///   written, `PlaceError` if its folder cannot be made.
  mutating func write(_ image: Image, _ detections: [Detection], index: Int) throws {
    for (number, detection) in detections.enumerated() {
      let folder = Self.folder(of: detection.category, in: self.folder)
      if madeFolders.insert(folder).inserted { try Folder.make(folder) }
      try image.cropped(to: detection.box)
        .write(toFile: "\(folder)/\(stems[index])-\(number + 1).jpg", jpegQuality: 95)
    }
  }

  /// The class's folder: its name as that of one folder which is not hidden.
  private static func folder(of category: DetectorCategory, in folder: String) -> String {
    let name = category.name.replacingOccurrences(of: "/", with: "-")
    return Folder.path(
      of: name.isEmpty || name.hasPrefix(".") ? "class-\(category.id)" : name, in: folder)
  }

  private static func check(
    _ classFolders: [String], _ folder: String, against pictures: [ListedPicture]
  ) throws {
    let written = Set(classFolders.map(Folder.resolved))
    for picture in pictures {
      // A link has a place of its own, and is written through.
      let isInTheWay = [picture.path, Folder.resolved(picture.path)].contains { file in
        file.contains(/-[1-9][0-9]*\.jpg$/)
          && written.contains(Folder.resolved(Folder.parent(of: file)))
      }
      guard isInTheWay else { continue }
      throw ToolError(
        "'\(picture.path)' lies below '\(folder)', where the objects cut out go, and could be"
          + " overwritten; choose another --crops.")
    }
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
