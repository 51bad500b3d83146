import CommonSupport
import Foundation

/// The classes of ImageNet's validation pictures, which lie in one folder, by a list beside them.
struct ValidationList {
  /// The class of each picture.
  let classes: [String]
  /// All classes that are listed, whether there are pictures of them or not, sorted.
  let classNames: [String]

  /// Reads Kaggle's list: `ImageId,PredictionString`, the latter beginning with the class.
  ///
  /// - Parameter pictures: Their names.
  /// - Throws: ``DatasetError`` if the list is damaged or lacks a picture.
  init(solution path: String, of pictures: [String]) throws {
    var listed: [String: String] = [:]
    for line in try ImageNetFolder.lines(path).dropFirst() {
      let fields = line.text.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 2, let name = fields[1].split(separator: " ").first else {
        throw DatasetError(
          "line \(line.number) of '\(path)' is '\(line.text.excerpt)'; expected a picture, a comma,"
            + " and its class.")
      }
      listed[String(fields[0])] = String(name)
    }
    classes = try pictures.map { picture in
      guard let name = listed[(picture as NSString).deletingPathExtension] else {
        throw DatasetError("'\(path)' does not list the picture '\(picture)'.")
      }
      return name
    }
    classNames = Set(listed.values).sorted(by: String.isOrdered)
  }

  /// Reads the development kit's list: the number of a class on each line.
  ///
  /// - Parameters:
  ///   - meta: The file that names the classes.
  ///   - pictures: Their names, sorted.
  ///   - directory: Where they are.
  /// - Throws: ``DatasetError`` if the list does not fit the pictures or the classes.
  init(truth path: String, meta: String, of pictures: [String], in directory: String) throws {
    let lines = try ImageNetFolder.lines(path)
    guard lines.count == pictures.count else {
      throw DatasetError(
        "'\(path)' has \(lines.count.grouped) lines for the \(pictures.count.grouped) pictures in"
          + " '\(directory)'; one each is expected.")
    }
    let synsets = try ImageNetSynset.read(meta)
    let names = Dictionary(synsets.map { ($0.number, $0.name) }) { first, _ in first }
    classes = try lines.map { line in
      guard let number = Int(line.text), let name = names[number] else {
        throw DatasetError(
          "line \(line.number) of '\(path)' is '\(line.text)'; expected the number of a class in"
            + " '\(meta)'.")
      }
      return name
    }
    classNames = Set(classes).sorted(by: String.isOrdered)
  }
}
