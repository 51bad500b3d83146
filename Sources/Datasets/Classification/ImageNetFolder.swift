import Foundation

/// Where the pictures, labels and class names of ImageNet, or of any class folders, are.
///
/// Known layouts, below the folder that is given:
/// - `train/<class>/` and `val/<class>/`, as torchvision's;
/// - `train/<class>/` and all validation pictures in `val/`, with `LOC_val_solution.csv`, or with
///   `ILSVRC2012_validation_ground_truth.txt` and `meta.mat` of the development kit;
/// - either of them in `ILSVRC/Data/CLS-LOC/`, as Kaggle's.
struct ImageNetFolder {
  private static let inner = ["", "/ILSVRC/Data/CLS-LOC", "/Data/CLS-LOC", "/CLS-LOC"]
  private static let truth = "ILSVRC2012_validation_ground_truth.txt"
  private static let solution = "LOC_val_solution.csv"

  let root: String
  let train, validation: String

  /// - Throws: ``DatasetError`` that lists what was looked for.
  init(_ root: String) throws {
    let base = Self.inner.map { root + $0 }.first { base in
      ["train", "val"].contains { Self.isFolder("\(base)/\($0)") }
    }
    guard let base else {
      try DatasetArchive.checkFolder(root, of: .imagenet, expecting: "train/ and val/")
      throw DatasetError(
        "'\(root)' has no layout that is known: looked for the folders train and val, in it and in"
          + " \(Self.inner.dropFirst().map { $0.dropFirst() }.joined(separator: ", ")); expected"
          + " train/<class>/*.jpg and val/<class>/*.jpg.")
    }
    self.root = root
    train = "\(base)/train"
    validation = "\(base)/val"
  }

  /// Throws what to do if the pictures of a split are still in their archive.
  func checkIsUnpacked(_ split: DatasetSplit) throws {
    guard !Self.isFolder(split == .train ? train : validation) else { return }
    try DatasetArchive.checkFolder(
      root, of: .imagenet, expecting: "train/ and val/",
      archive: "ILSVRC2012_img_\(split == .train ? "train" : "val").tar")
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

  /// The class of each of the pictures in `val/`.
  /// - Parameter pictures: Their names, sorted.
  /// - Throws: ``DatasetError`` if there is no list of them, or it does not fit.
  func validationClasses(of pictures: [String]) throws -> [String] {
    if let path = find(Self.solution) { return try Self.solution(path, pictures) }
    guard let path = find(Self.truth) else {
      throw DatasetError(
        "'\(validation)' holds \(grouped(pictures.count)) pictures without class folders; looked for"
          + " \(Self.solution) or \(Self.truth) of the development kit beside it: unpack"
          + " ILSVRC2012_devkit_t12.tar.gz in '\(root)', or sort them into one folder per class.")
    }
    guard let meta = find("meta.mat") else {
      throw DatasetError(
        "'\(path)' numbers the classes, but meta.mat of the development kit, which names them, is not"
          + " beside it; unpack the whole ILSVRC2012_devkit_t12.tar.gz.")
    }
    let numbers = try Self.lines(path).map(\.text)
    guard numbers.count == pictures.count else {
      throw DatasetError(
        "'\(path)' has \(grouped(numbers.count)) lines for the \(grouped(pictures.count)) pictures in"
          + " '\(validation)'; one each is expected.")
    }
    let synsets = try ImageNetSynset.read(meta)
    let names = Dictionary(synsets.map { ($0.number, $0.name) }) { first, _ in first }
    return try numbers.enumerated().map { index, text in
      guard let number = Int(text), let name = names[number] else {
        throw DatasetError(
          "line \(index + 1) of '\(path)' is '\(text)'; expected the number of a class in '\(meta)'."
        )
      }
      return name
    }
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

  /// Kaggle's list: `ImageId,PredictionString`, the latter beginning with the class.
  private static func solution(_ path: String, _ pictures: [String]) throws -> [String] {
    var classes: [String: String] = [:]
    for line in try lines(path).dropFirst() {
      let fields = line.text.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 2, let name = fields[1].split(separator: " ").first else {
        throw DatasetError(
          "line \(line.number) of '\(path)' is '\(line.text.prefix(60))'; expected a picture, a comma,"
            + " and its class.")
      }
      classes[String(fields[0])] = String(name)
    }
    return try pictures.map { picture in
      guard let name = classes[(picture as NSString).deletingPathExtension] else {
        throw DatasetError("'\(path)' does not list the picture '\(picture)'.")
      }
      return name
    }
  }

  /// The lines that are not empty, counted from 1.
  private static func lines(_ path: String) throws -> [(number: Int, text: String)] {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw DatasetError.system("read", path)
    }
    return String(decoding: bytes, as: UTF8.self)
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .map { ($0 + 1, $1.trimmingCharacters(in: .whitespaces)) }.filter { !$0.1.isEmpty }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
