import CommonSupport
import Detection
import Foundation
import Imaging
import ToolSupport

/// The folder that takes pictures with boxes drawn on them, each named after its original.
struct MarkedPictures {
  private let folder: String
  /// The list.
  private let pictures: [ListedPicture]
  /// Below the folder, of each picture of the list.
  private let names: [String]
  private var madeFolders: Set<String> = []

  /// Makes the folder if it is not there.
  ///
  /// - Throws: `PlaceError` if it cannot be made, `ToolError` if one of `pictures` would be
  ///   overwritten.
  init(folder: String, of pictures: [ListedPicture]) throws {
    self.folder = folder
    self.pictures = pictures
    var names = UniqueNames()
    self.names = pictures.map { picture in
      // What is written has a format that is written.
      guard FolderContents.isPicture(picture.name) else {
        return names.name(picture.name, suffix: ".jpg")
      }
      let name = picture.name as NSString
      return names.name(name.deletingPathExtension, suffix: ".\(name.pathExtension)")
    }
    try Self.check(self.names, in: Folder.resolved(folder), folder, against: pictures)
    try Folder.make(folder)
  }

  /// Draws `detections` on a copy of `image` and writes it. The copy of a picture with a side above
  /// `Image.annotationLimit` is scaled to fit, and the boxes with it.
  ///
  /// - Parameters:
  ///   - categories: All of the detector's; a class has the same colour on every picture.
  ///   - index: The picture's in the list.
  /// - Throws: `ImageError` if the picture cannot be drawn on or encoded, `FileWriteError` if the
  ///   file cannot be written, `PlaceError` if its folder cannot be made.
  mutating func write(
    _ image: Image, _ detections: [Detection], of categories: [DetectorCategory], index: Int
  ) throws {
    let annotations = detections.map { detection in
      Annotation(
        box: Region(detection.box),
        text:
          "\(detection.category.name) \(NumberText.fixed(Double(detection.score), decimals: 2))",
        colorIndex: categories.firstIndex(of: detection.category) ?? 0)
    }
    let path = Folder.path(of: names[index], in: folder)
    let parent = Folder.parent(of: path)
    if madeFolders.insert(parent).inserted { try Folder.make(parent) }
    try drawn(image, annotations, name: pictures[index].path).write(toFile: path)
  }

  /// - Parameter name: What errors call the picture, whose name the canvas does not know.
  private func drawn(_ image: Image, _ annotations: [Annotation], name: String) throws -> Image {
    do {
      return try image.annotatedToFit(with: annotations)
    } catch let error as ImageError {
      throw ImageError(name, error.reason)
    }
  }

  private static func check(
    _ names: [String], in place: String, _ folder: String, against pictures: [ListedPicture]
  ) throws {
    let written = Set(names.map { Folder.path(of: $0, in: place) })
    for picture in pictures {
      let own = (picture.path as NSString).lastPathComponent
      let file = Folder.path(of: own, in: Folder.resolved(Folder.parent(of: picture.path)))
      guard written.contains(file) || written.contains(Folder.resolved(picture.path)) else {
        continue
      }
      throw ToolError(
        "'\(picture.path)' lies in '\(folder)', where the pictures with boxes go, and would be"
          + " overwritten; choose another --output.")
    }
  }
}

extension Region {
  init(_ box: Box) {
    self.init(x0: box.x0, y0: box.y0, x1: box.x1, y1: box.y1)
  }
}
