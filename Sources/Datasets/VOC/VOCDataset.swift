import CommonSupport
import Foundation

/// A folder in Pascal VOC's format: `Annotations/*.xml`, `JPEGImages/` and, for splits,
/// `ImageSets/Main/*.txt`; or XML files beside their pictures.
package struct VOCDataset: Sendable {
  package struct Options: Sendable {
    /// Where the pictures are, if not in the usual places.
    package var images: String?
    /// The name of a list in `ImageSets/Main`; all pictures without it.
    package var split: String?
    /// Whether corners count pixels from 0 and the last pixel is not part of the box, as some
    /// programs write them.
    package var countsFromZero: Bool

    package init(images: String? = nil, split: String? = nil, countsFromZero: Bool = false) {
      self.images = images
      self.split = split
      self.countsFromZero = countsFromZero
    }
  }

  private let folder: String
  private let options: Options

  package init(folder: String, _ options: Options) {
    self.folder = folder
    self.options = options
  }

  /// Whether a folder looks like this format.
  package static func recognizes(_ folder: String) -> Bool {
    !DatasetFiles.files(in: annotations(of: folder)) { $0.hasSuffix(".xml") }.isEmpty
  }

  private static func annotations(of folder: String) -> String {
    let annotations = "\(folder)/Annotations"
    return Folder.exists(annotations) ? annotations : folder
  }

  /// Reads the data set.
  ///
  /// VOC's corners count pixels from 1 and both belong to the box, so that
  /// `[xmin - 1, ymin - 1, xmax - xmin + 1, ymax - ymin + 1]` is the box in COCO's continuous
  /// coordinates. Objects marked as difficult become crowds, which are neither targets nor mistakes,
  /// as VOC means it. Classes are numbered from 1 in alphabetical order, over all files whatever the
  /// split.
  ///
  /// - Parameter path: Where the JSON will be; names of pictures are relative to its folder.
  /// - Throws: ``DatasetError`` with file and line, `ImageError`.
  package func converted(for path: String) throws -> ConvertedDataset {
    let annotations = Self.annotations(of: folder)
    let files = DatasetFiles.files(in: annotations) { $0.hasSuffix(".xml") }
    if files.isEmpty { throw DatasetError("there are no XML files in '\(annotations)'.") }
    let names = try splitNames()
    var wanted: [(file: String, annotation: VOCAnnotation)] = []
    var classes: Set<String> = []
    for file in files {
      let annotation = try VOCAnnotation(contentsOf: "\(annotations)/\(file)")
      classes.formUnion(annotation.objects.map(\.name))
      if names?.contains((stem(file) as NSString).lastPathComponent) != false {
        wanted.append((file, annotation))
      }
    }
    if classes.isEmpty { throw DatasetError("no XML file in '\(annotations)' has an object.") }
    if wanted.isEmpty {
      throw DatasetError(
        "no XML file in '\(annotations)' is of the split '\(options.split ?? "")'.")
    }
    return try converted(wanted, categories: classes.sorted(), path)
  }

  private func converted(
    _ files: [(file: String, annotation: VOCAnnotation)], categories: [String], _ path: String
  ) throws -> ConvertedDataset {
    let ids = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, $0 + 1) })
    var images: [COCOImage] = []
    var annotations: [COCOAnnotation] = []
    for (file, annotation) in files {
      let picture = try picture(of: file, annotation)
      let id = images.count + 1
      images.append(
        COCOImage(
          id: id, fileName: DatasetFiles.path(picture.path, relativeToFolderOf: path),
          width: picture.size.width, height: picture.size.height))
      for object in annotation.objects {
        annotations.append(
          COCOAnnotation(
            id: annotations.count + 1, imageID: id, categoryID: ids[object.name] ?? 0,
            bbox: box(object.corners.map { $0 ?? 0 }), isCrowd: object.isDifficult))
      }
    }
    let difficult = annotations.count(where: \.isCrowd)
    return ConvertedDataset(
      coco: try COCODataset(
        images: images,
        categories: categories.enumerated().map { COCOCategory(id: $0 + 1, name: $1) },
        annotations: annotations, boxes: .untouched),
      notes: difficult == 0
        ? []
        : [
          "difficult, and so made crowds, neither targets nor mistakes:"
            + " \(difficult.counted("object", "objects"))."
        ])
  }

  private func box(_ corners: [Double]) -> COCOBox {
    let extra = options.countsFromZero ? 0.0 : 1
    return COCOBox(
      x: corners[0] - extra, y: corners[1] - extra, width: corners[2] - corners[0] + extra,
      height: corners[3] - corners[1] + extra)
  }

  private func stem(_ file: String) -> String { (file as NSString).deletingPathExtension }

  /// The picture of an XML file: by the name in it, or by its own.
  private func picture(of file: String, _ annotation: VOCAnnotation) throws -> ConvertedPicture {
    let beside = (file as NSString).deletingLastPathComponent
    let folders =
      options.images.map { [$0] } ?? [
        "\(folder)/JPEGImages", "\(folder)/images", beside.isEmpty ? folder : "\(folder)/\(beside)",
      ]
    let own = (stem(file) as NSString).lastPathComponent
    // Where the file was renamed, or its name written without its type.
    let names =
      [annotation.fileName.map { ($0 as NSString).lastPathComponent } ?? ""].filter { !$0.isEmpty }
      + DatasetFiles.pictureExtensions.map { "\(own).\($0)" }
    for folder in folders {
      for name in names where ImageLocator.isFile("\(folder)/\(name)") {
        return try ConvertedPicture("\(folder)/\(name)")
      }
    }
    throw DatasetError(
      "the picture '\(names[0])' of '\(file)' is not in "
        + folders.map { "'\($0)'" }.joined(separator: ", ") + "; say where it is with --images.")
  }

  /// The pictures of the split; nil for all.
  private func splitNames() throws -> Set<String>? {
    guard let split = options.split else { return nil }
    let folder = "\(folder)/ImageSets/Main"
    let path = "\(folder)/\(split).txt"
    guard ImageLocator.isFile(path) else {
      let known = DatasetFiles.files(in: folder) { $0.hasSuffix(".txt") && !$0.contains("_") }
        .map(stem).joined(separator: ", ")
      throw DatasetError(
        "there is no split '\(split)': '\(path)' is missing"
          + (known.isEmpty ? "." : "; there are \(known)."))
    }
    return Set(
      try DatasetFiles.lines(of: path).compactMap {
        $0.split(separator: " ").first.map(String.init)
      })
  }
}
