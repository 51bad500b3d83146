import CommonSupport
import Foundation
import Imaging

/// A data set in YOLO's format: a `data.yaml` or a list of classes, pictures, and a text file of
/// labels for each, in `labels/` in place of `images/` or beside the picture.
package struct YOLODataset: Sendable {
  private static let classFiles = [
    "classes.txt", "labels/classes.txt", "obj.names", "_darknet.labels",
  ]

  /// A folder or a YAML file.
  private let input: String
  private let split: String?
  private let images: String?

  /// - Parameters:
  ///   - input: The folder, or its `data.yaml`.
  ///   - split: `train`, `val` or `test`; without it a `data.yaml`'s `train`, else everything.
  ///   - images: Where the pictures are, if not in the usual places.
  package init(_ input: String, split: String?, images: String?) {
    self.input = input
    self.split = split
    self.images = images
  }

  /// Whether a file or folder looks like this format.
  package static func recognizes(_ input: String) -> Bool {
    description(in: input) != nil || Folder.exists("\(input)/labels")
      || classFile(in: input) != nil
  }

  /// The YAML file, or the one in the folder.
  private static func description(in input: String) -> String? {
    if isYAML(input), ImageLocator.isFile(input) { return input }
    let files = ((try? FileManager.default.contentsOfDirectory(atPath: input)) ?? [])
      .filter { isYAML($0) && !$0.hasPrefix(".") }.sorted()
    let name = ["data.yaml", "dataset.yaml"].first(where: files.contains) ?? files.first
    return name.map { "\(input)/\($0)" }
  }

  private static func isYAML(_ path: String) -> Bool {
    ["yaml", "yml"].contains((path as NSString).pathExtension.lowercased())
  }

  private static func classFile(in folder: String) -> String? {
    classFiles.map { "\(folder)/\($0)" }.first(where: ImageLocator.isFile)
  }

  /// Reads the data set.
  ///
  /// A label's `x y width height` are the centre and the size in parts of the upright picture; the
  /// box in pixels is `[(x - width / 2) W, (y - height / 2) H, width W, height H]`. Of a polygon the
  /// box around it is taken. Class 0 gets the id 1, and so on. Pictures without a label file are
  /// background.
  ///
  /// - Parameter path: Where the JSON will be; names of pictures are relative to its folder.
  /// - Throws: ``DatasetError`` with file and line, `ImageError`.
  package func converted(for path: String) throws -> ConvertedDataset {
    let (classes, pictures, chosen) = try sources()
    if pictures.isEmpty { throw DatasetError("there are no pictures in '\(images ?? input)'.") }
    var entries: [COCOImage] = []
    var annotations: [COCOAnnotation] = []
    var unlabelled = 0
    for file in pictures {
      let picture = try ConvertedPicture(file)
      let id = entries.count + 1
      let (width, height) = (Double(picture.size.width), Double(picture.size.height))
      entries.append(
        COCOImage(
          id: id, fileName: DatasetFiles.path(file, relativeToFolderOf: path),
          width: picture.size.width, height: picture.size.height))
      guard let labels = labelFile(of: file) else {
        unlabelled += 1
        continue
      }
      for (index, line) in try DatasetFiles.lines(of: labels).enumerated() where !line.isEmpty {
        let label = try YOLOLabel(
          line, classes: classes.count, place: "'\(labels)' line \(index + 1)")
        annotations.append(
          COCOAnnotation(
            id: annotations.count + 1, imageID: id, categoryID: label.category + 1,
            bbox: COCOBox(
              x: label.x0 * width, y: label.y0 * height, width: (label.x1 - label.x0) * width,
              height: (label.y1 - label.y0) * height)))
      }
    }
    guard unlabelled < pictures.count else {
      throw DatasetError(
        "no picture has labels: '\(pictures[0])' should have '\(expectedLabels(of: pictures[0]))'.")
    }
    let coco = try COCODataset(
      images: entries,
      categories: classes.enumerated().map { COCOCategory(id: $0 + 1, name: $1) },
      annotations: annotations, boxes: .untouched)
    return ConvertedDataset(
      coco: coco,
      notes: chosen
        + (unlabelled == 0
          ? []
          : ["background, without a label file: \(unlabelled.counted("picture", "pictures"))."]))
  }

  // MARK: - Files

  private func sources() throws -> (classes: [String], pictures: [String], notes: [String]) {
    if let file = Self.description(in: input) {
      let description = try YOLODescription(contentsOf: file)
      let split = split ?? "train"
      let places = try images.map { [$0] } ?? description.places(ofSplit: split)
      let others = description.splits.filter { $0 != split }
      let notes =
        self.split == nil && !others.isEmpty
        ? [
          "this is the split 'train'; for the others: --split \(others.joined(separator: " or "))."
        ]
        : []
      return (description.classes, try places.flatMap(pictures), notes)
    }
    guard let file = Self.classFile(in: input) else {
      throw DatasetError(
        "'\(input)' has neither a data.yaml nor a classes.txt that names the classes.")
    }
    let classes = try DatasetFiles.lines(of: file).filter { !$0.isEmpty }
    if classes.isEmpty { throw DatasetError("'\(file)' names no classes.") }
    return (classes, try pictures(at: pictureFolder()), [])
  }

  private func pictureFolder() throws -> String {
    if let images { return images }
    guard let split else {
      return Folder.exists("\(input)/images") ? "\(input)/images" : input
    }
    let candidates = ["\(input)/images/\(split)", "\(input)/\(split)/images", "\(input)/\(split)"]
    guard let folder = candidates.first(where: Folder.exists) else {
      throw DatasetError("there is no split '\(split)': '\(candidates[0])' is missing.")
    }
    return folder
  }

  /// The pictures in a folder, or in a list of them.
  private func pictures(at place: String) throws -> [String] {
    if Folder.exists(place) {
      return DatasetFiles.files(in: place) { ImageFormat(extensionOf: $0) != nil }
        .map { ImageLocator.join(place, $0) }
    }
    let folder = Folder.parent(of: place)
    return try DatasetFiles.lines(of: place).filter { !$0.isEmpty }.map { line in
      let name = line.hasPrefix("./") ? String(line.dropFirst(2)) : line
      return ImageLocator.join(folder, name)
    }
  }

  private func labelFile(of picture: String) -> String? {
    let stem = (picture as NSString).deletingPathExtension
    let name = (stem as NSString).lastPathComponent
    return [
      expectedLabels(of: picture), "\(stem).txt", "\(input)/\(name).txt",
      "\(input)/labels/\(name).txt",
    ]
    .first(where: ImageLocator.isFile)
  }

  /// `labels` in place of the last folder `images`.
  private func expectedLabels(of picture: String) -> String {
    let stem = (picture as NSString).deletingPathExtension + ".txt"
    var parts = stem.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if let index = parts.lastIndex(of: "images") { parts[index] = "labels" }
    return parts.joined(separator: "/")
  }
}
