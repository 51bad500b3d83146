import CommonSupport

/// Pictures in one folder per class, as ImageNet is unpacked for torchvision:
/// `train/<class>/*.jpg`. Validation pictures may lie in one folder, with a list of their classes.
///
/// Classes and files are in torchvision's `ImageFolder` order (by code point, folders in class
/// folders included), so labels agree with other frameworks. Names that start with a dot are left
/// out. ``notes`` tells of pictures that cannot be read and of classes that are not validated.
public struct ClassFolderDataset: ClassificationDataset {
  /// The folder of class folders.
  public let directory: String
  public let classNames: [String]
  public private(set) var classTitles: [String]?
  public private(set) var notes: [String]

  /// Relative to `directory`.
  private let files: [String]
  private let labels: [Int32]

  public var count: Int { files.count }

  /// Lists one folder of class folders.
  ///
  /// - Parameters:
  ///   - directory: the folder of class folders.
  ///   - classNames: the classes and so the labels, if known from training; without it every folder
  ///     is a class. Classes without a folder are no error then, folders that are no class are.
  /// - Throws: ``DatasetError`` if there are no classes, classes without pictures or unknown
  ///   classes.
  public init(directory: String, classNames: [String]? = nil) throws {
    var folders = try ClassFolders(in: directory)
    if let classNames { try folders.check(against: classNames) }
    let names = classNames ?? folders.names
    let indices = Self.indices(of: names)
    var files: [String] = []
    var labels: [Int32] = []
    for folder in folders.names {
      guard let index = indices[folder] else { continue }
      let found = try folders.pictures(of: folder)
      files += found
      labels += Array(repeating: index, count: found.count)
    }
    self.directory = directory
    self.classNames = names
    self.files = files
    self.labels = labels
    notes = folders.leftOut.notes(on: directory)
  }

  /// One split of a known layout; see `ImageNetFolder`.
  ///
  /// - Parameter classNames: The classes and so the labels, if known from training; without it they
  ///   are the folders of the training pictures. Validation does without those: the classes are
  ///   its own then.
  /// - Throws: ``DatasetError`` if the layout is not known, or as above.
  public init(root: String, split: DatasetSplit, classNames: [String]? = nil) throws {
    let folder = try ImageNetFolder(root, for: split)
    try folder.checkIsUnpacked(split)
    switch split {
    case .train: try self.init(directory: folder.train, classNames: classNames)
    case .validation: try self.init(validation: folder, classNames: classNames)
    }
    let titles = try folder.titles()
    if !titles.isEmpty { classTitles = self.classNames.map { titles[$0] ?? $0 } }
    if let note = imageNetNote(split) { notes.append(note) }
  }

  /// Validation pictures in class folders, or in one folder.
  private init(validation folder: ImageNetFolder, classNames: [String]?) throws {
    let names = try classNames ?? folder.trainingClasses()
    let entries = try FolderEntries(of: folder.validation)
    if entries.folders.isEmpty, !entries.pictures.isEmpty {
      try self.init(
        directory: folder.validation, entries: entries,
        list: try folder.validationList(of: entries.pictures), classNames: names)
    } else {
      try self.init(directory: folder.validation, classNames: names)
    }
    if let note = missingClassesNote { notes.append(note) }
  }

  /// Pictures of one folder with a list of their classes.
  private init(
    directory: String, entries: FolderEntries, list: ValidationList, classNames: [String]?
  ) throws {
    let names = classNames ?? list.classNames
    let indices = Self.indices(of: names)
    var leftOut = LeftOutEntries()
    leftOut.add(entries)
    self.directory = directory
    self.classNames = names
    files = entries.pictures
    labels = try zip(entries.pictures, list.classes).map { file, name in
      guard let index = indices[name] else {
        throw DatasetError(
          "'\(directory)/\(file)' is of the class '\(name)', which is not among the"
            + " \(names.count) classes of the training set.")
      }
      return index
    }
    notes = leftOut.notes(on: directory)
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
  private static func indices(of classNames: [String]) -> [String: Int32] {
    Dictionary(classNames.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
  }

  /// Says that ImageNet is not whole, if it is ImageNet by its classes; nil otherwise.
  private func imageNetNote(_ split: DatasetSplit) -> String? {
    let official = split == .train ? 1_281_167 : 50_000
    guard count != official, classNames.count == 1000,
      classNames.allSatisfy({ $0.wholeMatch(of: /n\d{8}/) != nil })
    else { return nil }
    var counts = Array(repeating: 0, count: classNames.count)
    for label in labels { counts[Int(label)] += 1 }
    let least = zip(counts, classNames).min { $0.0 < $1.0 }
    return
      "'\(directory)' holds \(count.grouped) pictures, ImageNet \(official.grouped); the fewest,"
      + " \((least?.0 ?? 0).grouped), are of the class '\(least?.1 ?? "")'."
  }

  /// Says that the pictures do not show how well some classes are told; nil if there are pictures of
  /// all.
  private var missingClassesNote: String? {
    let present = Set(labels)
    let missing = classNames.enumerated().filter { !present.contains(Int32($0.offset)) }
    let total = classNames.count.grouped
    return countedExample(
      missing.map(\.element), "of \(total) classes has no picture in '\(directory)'",
      "of \(total) classes have no picture in '\(directory)'"
    ).map { "\($0); the error is of the others." }
  }
}
