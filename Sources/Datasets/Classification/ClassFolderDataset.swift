import Foundation

/// Pictures in one folder per class, as ImageNet is unpacked for torchvision:
/// `train/<class>/*.jpg`. Validation pictures may lie in one folder, with a list of their classes.
///
/// Classes and files are in torchvision's `ImageFolder` order (by code point, folders in class
/// folders included), so labels agree with other frameworks. Names that start with a dot are left
/// out.
public struct ClassFolderDataset: ClassificationDataset {
  /// The folder of class folders.
  public let directory: String
  public let classNames: [String]
  public private(set) var classTitles: [String]?

  /// Relative to `directory`.
  private let files: [String]
  private let labels: [Int32]

  public var count: Int { files.count }

  /// Lists one folder of class folders.
  ///
  /// - Parameters:
  ///   - directory: the folder of class folders.
  ///   - classNames: the classes and so the labels, if known from training; without it every folder
  ///     is a
  ///     class. Classes without a folder are no error then, folders that are no class are.
  /// - Throws: ``DatasetError`` if there are no classes, classes without pictures or unknown
  ///   classes.
  public init(directory: String, classNames: [String]? = nil) throws {
    let folders = try Self.classFolders(in: directory)
    if let classNames { try Self.check(folders, in: directory, against: classNames) }
    let names = classNames ?? folders
    let indices = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    var files: [String] = []
    var labels: [Int32] = []
    for folder in folders {
      guard let index = indices[folder] else { continue }
      let found = try Self.pictures(in: folder, of: directory)
      guard !found.isEmpty else {
        throw DatasetError(
          "the class folder '\(directory)/\(folder)' holds no .jpg, .jpeg or .png file;"
            + " put pictures there or remove it.")
      }
      files += found
      labels += Array(repeating: Int32(index), count: found.count)
    }
    self.directory = directory
    self.classNames = names
    self.files = files
    self.labels = labels
  }

  /// One split of a known layout; see `ImageNetFolder`.
  ///
  /// - Parameter classNames: The classes and so the labels, if known from training; without it they
  ///   are the folders of the training pictures.
  /// - Throws: ``DatasetError`` if the layout is not known, or as above.
  public init(root: String, split: DatasetSplit, classNames: [String]? = nil) throws {
    let folder = try ImageNetFolder(root)
    try folder.checkIsUnpacked(split)
    switch split {
    case .train: try self.init(directory: folder.train, classNames: classNames)
    case .validation:
      let names = try classNames ?? Self.classFolders(in: folder.train)
      let entries = try Self.entries(of: folder.validation)
      let pictures = entries.filter(Self.isPicture)
      if !pictures.isEmpty,
        !entries.contains(where: { Self.isFolder("\(folder.validation)/\($0)") })
      {
        try self.init(
          directory: folder.validation, files: pictures,
          classes: try folder.validationClasses(of: pictures), classNames: names)
      } else {
        try self.init(directory: folder.validation, classNames: names)
      }
    }
    let titles = try folder.titles()
    if !titles.isEmpty { classTitles = self.classNames.map { titles[$0] ?? $0 } }
  }

  /// Pictures of one folder with their classes.
  private init(
    directory: String, files: [String], classes: [String], classNames: [String]
  ) throws {
    let indices = Dictionary(classNames.enumerated().map { ($1, $0) }) { first, _ in first }
    self.directory = directory
    self.classNames = classNames
    self.files = files
    labels = try zip(files, classes).map { file, name in
      guard let index = indices[name] else {
        throw DatasetError(
          "'\(directory)/\(file)' is of the class '\(name)', which is not among the"
            + " \(classNames.count) classes of the training set.")
      }
      return Int32(index)
    }
  }

  public func label(at index: Int) -> Int {
    Int(labels[index])
  }

  /// The file of a picture.
  public func path(at index: Int) -> String {
    "\(directory)/\(files[index])"
  }

  public func picture(at index: Int) -> PictureSource {
    .file(path: path(at: index))
  }
}

extension ClassFolderDataset {
  /// The class folders, sorted.
  private static func classFolders(in directory: String) throws -> [String] {
    let names = try entries(of: directory)
    let folders = names.filter { !isPicture($0) && isFolder("\(directory)/\($0)") }
    if folders.isEmpty {
      let pictures = names.count { isPicture($0) }
      let found =
        pictures > 0
        ? "\(pictures) pictures without class folders; sort them into one folder per class"
        : "no class folders; expected '\(directory)/<class>/*.jpg'"
      throw DatasetError("'\(directory)' holds \(found).")
    }
    return folders
  }

  private static func check(
    _ folders: [String], in directory: String, against classNames: [String]
  ) throws {
    let known = Set(classNames)
    let unknown = folders.filter { !known.contains($0) }
    guard let first = unknown.first else { return }
    let others = unknown.count == 1 ? "" : " and \(unknown.count - 1) more"
    throw DatasetError(
      "'\(directory)' has the class '\(first)'\(others), which is not among the"
        + " \(classNames.count) classes of the training set.")
  }

  /// The pictures below `directory/folder`, relative to `directory`.
  private static func pictures(in folder: String, of directory: String) throws -> [String] {
    var found: [(folder: String, names: [String])] = []
    // Links to folders are followed, as torchvision does, but never twice to the same place.
    var visited: Set<String> = []
    var pending = [folder]
    while let current = pending.popLast() {
      let path = "\(directory)/\(current)"
      let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      guard visited.insert(resolved).inserted else { continue }
      let names = try entries(of: path)
      found.append((current, names.filter(isPicture)))
      pending += names.filter { !isPicture($0) && isFolder("\(path)/\($0)") }
        .map { "\(current)/\($0)" }
    }
    return found.sorted { isOrdered($0.folder, $1.folder) }
      .flatMap { entry in entry.names.map { "\(entry.folder)/\($0)" } }
  }

  /// The names in a folder, sorted, without those that start with a dot.
  private static func entries(of directory: String) throws -> [String] {
    guard isFolder(directory) else {
      throw DatasetError("there is no folder '\(directory)'; expected one folder per class in it.")
    }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: directory)
        .filter { !$0.hasPrefix(".") }.sorted(by: isOrdered)
    } catch {
      throw DatasetError("cannot read the folder '\(directory)': \(error.localizedDescription)")
    }
  }

  /// Python's order of strings: UTF-8 sorts as code points do.
  private static func isOrdered(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }

  private static func isPicture(_ name: String) -> Bool {
    let lowercase = name.lowercased()
    return [".jpg", ".jpeg", ".png"].contains { lowercase.hasSuffix($0) }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
