import CommonSupport
import Foundation

/// Finds the pictures that belong to a COCO file.
public struct ImageLocator: Sendable {
  /// The folder that `file_name` is relative to.
  public let folder: String

  /// Looks for the pictures, and checks that every one is there.
  ///
  /// For `annotations/instances_val2017.json` the places are, in this order: the JSON's own folder;
  /// `val2017/`, `images/` and `images/val2017/` in it; and the same three beside it
  /// (`../val2017/`, `../images/`, `../images/val2017/`). The first that holds one of the pictures
  /// is taken.
  ///
  /// - Parameters:
  ///   - images: the pictures to find.
  ///   - datasetPath: the JSON file.
  ///   - directory: where the pictures are, if known; then only it and the split's folder in it are
  ///     tried.
  ///   - requiresAll: whether a missing picture is an error, as long as some are there.
  /// - Throws: ``DatasetError`` that lists the places tried and the first missing file.
  public init(
    images: [COCOImage], datasetPath: String, directory: String? = nil, requiresAll: Bool = true
  ) throws {
    guard
      let folder = Self.folder(
        of: images.lazy.map(\.fileName), datasetPath: datasetPath, directory: directory)
    else {
      let name = images.first?.fileName ?? ""
      let tried = Self.places(datasetPath: datasetPath, directory: directory)
        .map { "'\($0)'" }.joined(separator: ", ")
      throw DatasetError(
        "the pictures of '\(datasetPath)' are not there: '\(name)' is not in \(tried);"
          + " say where they are with --images.")
    }
    self.folder = folder
    guard requiresAll else { return }
    let missing = images.filter { !Self.isFile(Self.join(folder, $0.fileName)) }
    if let first = missing.first {
      let others = missing.count == 1 ? "" : " and \(missing.count - 1) more"
      throw DatasetError(
        "'\(first.fileName)' (image \(first.id) of '\(datasetPath)')\(others) is not in '\(folder)'."
      )
    }
  }

  /// The first place that holds one of the pictures of these names, nil if none does.
  package static func folder(
    of names: some Collection<String>, datasetPath: String, directory: String? = nil
  ) -> String? {
    // A few pictures may be missing: the folder is the one that has any, and an error then says
    // which.
    let probes = names.prefix(20)
    return places(datasetPath: datasetPath, directory: directory).first { place in
      probes.contains { isFile(join(place, $0)) }
    }
  }

  /// The file of a picture.
  public func path(of image: COCOImage) -> String {
    Self.join(folder, image.fileName)
  }

  /// The folders that may hold the pictures, most likely first, each once.
  static func places(datasetPath: String, directory: String?) -> [String] {
    let splits = splitNames(datasetPath)
    var places: [String] = []
    func add(_ place: String) {
      if !places.contains(place) { places.append(place) }
    }
    if let directory {
      add(directory)
      splits.forEach { add(join(directory, $0)) }
      return places
    }
    let own = Folder.parent(of: datasetPath)
    for base in [own, join(own, "..")] {
      if base == own { add(base) }
      splits.forEach { add(join(base, $0)) }
      add(join(base, "images"))
      splits.forEach { add(join(base, "images/" + $0)) }
    }
    return places
  }

  /// Names a folder of the split may have: "instances_val2017.json" gives "instances_val2017",
  /// "val2017".
  private static func splitNames(_ datasetPath: String) -> [String] {
    let file = (datasetPath as NSString).lastPathComponent
    let stem = Substring((file as NSString).deletingPathExtension)
    var names = [stem]
    while let separator = names[names.count - 1].firstIndex(of: "_") {
      names.append(names[names.count - 1][separator...].dropFirst())
    }
    return names.filter { !$0.isEmpty }.reversed().map(String.init)
  }

  /// The path of `name` in a folder; a path from the root stays as it is.
  static func join(_ folder: String, _ name: String) -> String {
    name.hasPrefix("/") ? name : Folder.path(of: name, in: folder)
  }

  static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
