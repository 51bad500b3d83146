import CommonSupport
import Foundation

/// Where the pictures, labels and class names of ImageNet, or of any class folders, are.
///
/// Known layouts, below the folder that is given:
/// - `train/<class>/` and `val/<class>/`, as torchvision's;
/// - `train/<class>/` and all validation pictures in `val/`, with `LOC_val_solution.csv`, or with
///   `ILSVRC2012_validation_ground_truth.txt` and `meta.mat` of the development kit;
/// - either of them in `ILSVRC/Data/CLS-LOC/`, as Kaggle's;
/// - to validate, `val/` alone in each of these, or `<class>/`.
struct ImageNetFolder {
  private static let inner = ["", "/ILSVRC/Data/CLS-LOC", "/Data/CLS-LOC", "/CLS-LOC"]
  private static let truth = "ILSVRC2012_validation_ground_truth.txt"
  private static let solution = "LOC_val_solution.csv"

  let root: String
  let train, validation: String

  /// - Throws: ``DatasetError`` that lists what was looked for.
  init(_ root: String, for split: DatasetSplit) throws {
    self.root = root
    if let base = Self.base(in: root) {
      train = "\(base)/train"
      validation = "\(base)/val"
      return
    }
    try DatasetArchive.checkFolder(root, of: .imagenet, expecting: "train/ and val/")
    guard split == .validation, Self.holdsClassFolders(root) else {
      throw Self.unknownLayout(root, split)
    }
    // It has no such folder: the classes are those of the pictures.
    train = "\(root)/train"
    validation = root
  }

  /// Where the folders train and val are, or one of them.
  private static func base(in root: String) -> String? {
    inner.map { root + $0 }.first { base in
      ["train", "val"].contains { Folder.exists("\(base)/\($0)") }
    }
  }

  /// Whether every folder in `root` holds pictures itself and there are none beside them, so that
  /// the folders can be nothing but classes.
  private static func holdsClassFolders(_ root: String) -> Bool {
    guard let entries = try? FolderEntries(of: root), entries.pictures.isEmpty,
      !entries.folders.isEmpty
    else { return false }
    return entries.folders.allSatisfy { name in
      guard let content = try? FolderEntries(of: "\(root)/\(name)") else { return false }
      return !content.pictures.isEmpty
    }
  }

  private static func unknownLayout(_ root: String, _ split: DatasetSplit) -> DatasetError {
    let expected =
      split == .train
      ? "train/<class>/*.jpg and val/<class>/*.jpg" : "val/<class>/*.jpg or <class>/*.jpg"
    return DatasetError(
      "'\(root)' has no layout that is known: looked for the folders train and val, in it and in"
        + " \(inner.dropFirst().map { $0.dropFirst() }.joined(separator: ", ")); expected"
        + " \(expected).")
  }

  /// Throws what to do if pictures of a split are still in an archive: in that of all beside the
  /// split's folder or in it, or in those of single classes.
  func checkIsUnpacked(_ split: DatasetSplit) throws {
    let folder = split == .train ? train : validation
    let entries = Folder.exists(folder) ? try FolderEntries(of: folder) : FolderEntries()
    if entries.folders.isEmpty, entries.pictures.isEmpty {
      for place in [folder, root] {
        try DatasetArchive.checkImageNet(split, in: place, to: folder)
      }
    }
    // Others may be anything.
    let archives = entries.archives.filter { $0.wholeMatch(of: /n\d+\.tar/) != nil }
    let classes = Set(entries.folders)
    guard let left = archives.first(where: { !classes.contains(String($0.dropLast(4))) }) else {
      return
    }
    throw DatasetArchive.classesNotUnpacked(left, in: folder)
  }

  /// Where lists and the development kit may be: the given folder, and those around Kaggle's
  /// `ILSVRC/Data/CLS-LOC`.
  private var places: [String] {
    var folders = [root]
    var folder = URL(fileURLWithPath: validation).deletingLastPathComponent().standardizedFileURL
    while ["CLS-LOC", "Data", "ILSVRC"].contains(folder.lastPathComponent) {
      folders.append(folder.path)
      folder.deleteLastPathComponent()
      folders.append(folder.path)
    }
    let kit = ["", "/data", "/devkit", "/devkit/data", "/ILSVRC2012_devkit_t12/data"]
    return folders.flatMap { folder in kit.map { folder + $0 } }
  }

  private func find(_ name: String) -> String? {
    places.map { "\($0)/\(name)" }.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// The classes of the training pictures; nil without folders of them, which validating does not
  /// need.
  func trainingClasses() throws -> [String]? {
    guard Folder.exists(train) else { return nil }
    let folders = try FolderEntries(of: train).folders
    return folders.isEmpty ? nil : folders
  }

  /// The classes of the pictures in `val/`.
  /// - Parameter pictures: Their names, sorted.
  /// - Throws: ``DatasetError`` if there is no list of them, or it does not fit.
  func validationList(of pictures: [String]) throws -> ValidationList {
    if let path = find(Self.solution) { return try ValidationList(solution: path, of: pictures) }
    guard let path = find(Self.truth) else {
      throw DatasetError(
        "'\(validation)' holds \(pictures.count.grouped) pictures without class folders; looked for"
          + " \(Self.solution) or \(Self.truth) of the development kit beside it: unpack"
          + " ILSVRC2012_devkit_t12.tar.gz in '\(root)', or sort them into one folder per class.")
    }
    guard let meta = find("meta.mat") else {
      throw DatasetError(
        "'\(path)' numbers the classes, but meta.mat of the development kit, which names them, is not"
          + " beside it; unpack the whole ILSVRC2012_devkit_t12.tar.gz.")
    }
    return try ValidationList(truth: path, meta: meta, of: pictures, in: validation)
  }

  /// What people call the classes, by class; empty if no list of them is there.
  func titles() throws -> [String: String] {
    if let path = find("LOC_synset_mapping.txt") {
      return Dictionary(
        try Self.lines(path).map { line in
          let parts = line.text.split(separator: " ", maxSplits: 1).map(String.init)
          return (parts[0], parts.count > 1 ? parts[1] : parts[0])
        }
      ) { first, _ in first }
    }
    guard let meta = find("meta.mat") else { return [:] }
    return Dictionary(try ImageNetSynset.read(meta).map { ($0.name, $0.words) }) { first, _ in first
    }
  }

  /// The lines that are not empty, counted from 1.
  static func lines(_ path: String) throws -> [(number: Int, text: String)] {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw DatasetError.system("read", path)
    }
    return String(decoding: bytes, as: UTF8.self)
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .map { ($0 + 1, $1.trimmingCharacters(in: .whitespaces)) }.filter { !$0.1.isEmpty }
  }
}
