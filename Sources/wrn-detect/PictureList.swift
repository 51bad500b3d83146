import CommonSupport
import Datasets
import Foundation
import ToolSupport

/// The pictures that arguments stand for, each once: files as they are, folders by the pictures in
/// them, patterns that the shell left as they are, COCO data sets, and lists of all these.
struct PictureList {
  struct Options {
    /// Whether the folders in a folder are entered.
    var isRecursive = false
    /// Where the pictures of data sets are; nil to look in the usual places.
    var images: String?
    /// Folders for results, which are not entered.
    var outputs: [String] = []
  }

  /// In the order of the arguments; the pictures of a folder by name, those of its folders last.
  private(set) var pictures: [ListedPicture] = []
  /// A sentence for each argument that stands for no picture.
  private(set) var problems: [String] = []
  /// The data sets among the arguments.
  private(set) var datasets: [String] = []

  private let options: Options
  private let outputs: Set<String>
  /// Where each picture is in the list, by its path with its folder's links resolved.
  private var places: [String: Int] = [:]
  private var resolvedFolders: [String: String] = [:]

  /// - Parameters:
  ///   - arguments: `-` is a list on the standard input.
  ///   - lists: Files with an argument on each line.
  init(_ arguments: [String], lists: [String] = [], _ options: Options = Options()) {
    self.options = options
    outputs = Set(options.outputs.map(Folder.resolved))
    for argument in arguments { add(argument) }
    for list in lists { add(list: list) }
  }

  /// Gives pictures without an id the numbers after the largest id: 1, 2, ... if there is none.
  /// - Throws: `ToolError` if two data sets use the same id.
  mutating func numberPictures() throws {
    var taken: [Int: String] = [:]
    for picture in pictures {
      guard let id = picture.imageID else { continue }
      guard let other = taken.updateValue(picture.path, forKey: id) else { continue }
      throw ToolError(
        "'\(other)' and '\(picture.path)' both have the image id \(id), which results could not tell"
          + " apart; give their data sets one by one.")
    }
    var next = COCORepair.firstFree(taken.keys)
    for index in pictures.indices where pictures[index].imageID == nil {
      pictures[index].imageID = next
      next += 1
    }
  }

  private mutating func add(_ argument: String) {
    if argument == "-" {
      add(list: argument)
    } else if Folder.exists(argument) {
      add(folder: argument)
    } else if (argument as NSString).pathExtension.lowercased() == "json" {
      add(dataset: argument)
    } else if !FileManager.default.fileExists(atPath: argument),
      let pattern = PathPattern(argument)
    {
      add(pattern, argument)
    } else {
      add(file: argument, name: (argument as NSString).lastPathComponent)
    }
  }

  /// Adds a picture, unless it is there; then a data set's id is added to it.
  private mutating func add(file: String, name: String, imageID: Int? = nil) {
    let key = place(of: file)
    guard let index = places[key] else {
      places[key] = pictures.count
      return pictures.append(ListedPicture(path: file, name: name, imageID: imageID))
    }
    if pictures[index].imageID == nil {
      pictures[index].imageID = imageID
    } else if imageID != nil {
      // Every id of a data set has results of its own.
      pictures.append(ListedPicture(path: file, name: name, imageID: imageID))
    }
  }

  private mutating func place(of file: String) -> String {
    let folder = Folder.parent(of: file)
    let resolved = resolvedFolders[folder] ?? Folder.resolved(folder)
    resolvedFolders[folder] = resolved
    return Folder.path(of: (file as NSString).lastPathComponent, in: resolved)
  }
}

// MARK: - Folders and patterns

extension PictureList {
  private mutating func add(folder: String) {
    let contents = FolderContents(folder)
    guard contents.isReadable else {
      problems.append("the folder '\(folder)' cannot be read.")
      return
    }
    if add(contents, below: folder, isRecursive: options.isRecursive) { return }
    let hasUnseen = !options.isRecursive && !contents.folders.isEmpty
    problems.append(
      "the folder '\(folder)' holds no picture (.jpg, .jpeg or .png)"
        + (hasUnseen ? "; --recursive looks in the folders below it." : "."))
  }

  /// - Returns: Whether it holds a picture.
  private mutating func add(
    _ contents: FolderContents, below base: String, isRecursive: Bool
  ) -> Bool {
    var found = contents.pictures
    for path in found { add(file: path, name: Self.name(of: path, below: base)) }
    guard isRecursive else { return !found.isEmpty }
    for inner in contents.folders where !outputs.contains(Folder.resolved(inner)) {
      if add(FolderContents(inner), below: base, isRecursive: true) { found.append(inner) }
    }
    return !found.isEmpty
  }

  private mutating func add(_ pattern: PathPattern, _ argument: String) {
    var isEmpty = true
    for path in pattern.matches(leavingOut: { [outputs] in outputs.contains(Folder.resolved($0)) })
    {
      if Folder.exists(path) {
        let base = pattern.base
        if add(FolderContents(path), below: base, isRecursive: options.isRecursive) {
          isEmpty = false
        }
      } else if FolderContents.isPicture(path) {
        add(file: path, name: Self.name(of: path, below: pattern.base))
        isEmpty = false
      }
    }
    if isEmpty { problems.append("no picture (.jpg, .jpeg or .png) matches '\(argument)'.") }
  }

  private static func name(of path: String, below base: String) -> String {
    String(path.dropFirst(base.count).drop { $0 == "/" })
  }
}

// MARK: - Data sets and lists

extension PictureList {
  private mutating func add(dataset: String) {
    do {
      let images = try COCOImage.read(from: dataset)
      let locator = try locator(of: images, in: dataset)
      for image in images {
        let isInside = !image.fileName.hasPrefix("/") && !image.fileName.contains("..")
        add(
          file: locator.path(of: image),
          name: isInside ? image.fileName : (image.fileName as NSString).lastPathComponent,
          imageID: image.id)
      }
      datasets.append(dataset)
    } catch {
      problems.append("\(error)")
    }
  }

  /// A few pictures may be missing: each is reported when its turn comes.
  private func locator(of images: [COCOImage], in dataset: String) throws -> ImageLocator {
    for image in images.prefix(20) {
      if let locator = try? ImageLocator(
        images: [image], datasetPath: dataset, directory: options.images)
      {
        return locator
      }
    }
    return try ImageLocator(images: images, datasetPath: dataset, directory: options.images)
  }

  private mutating func add(list: String) {
    let name = list == "-" ? "the standard input" : "'\(list)'"
    do {
      let file = list == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: list)
      guard let file, !Folder.exists(list) else {
        problems.append("\(name) is no file; a list of pictures was expected.")
        return
      }
      let text = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
      let lines = text.split(whereSeparator: \.isNewline)
      for line in lines where line != "-" { add(String(line)) }
      if lines.isEmpty {
        problems.append("\(name) lists no pictures; one path per line is expected.")
      }
    } catch {
      problems.append("\(name) cannot be read: \((error as NSError).localizedDescription)")
    }
  }
}
