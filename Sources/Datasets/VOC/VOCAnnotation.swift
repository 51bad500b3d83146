import Foundation
import FoundationXML

/// One XML file of a data set in Pascal VOC's format: a picture and its objects.
struct VOCAnnotation {
  struct Object {
    var name = ""
    var isDifficult = false
    /// xmin, ymin, xmax, ymax as the file has them; nil where missing or no number.
    var corners = [Double?](repeating: nil, count: 4)
    /// Of its `<object>`.
    var line = 0
  }

  private(set) var fileName: String?
  private(set) var objects: [Object] = []

  /// - Throws: ``DatasetError`` with file and line if it is not XML or an object is not complete.
  init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DatasetError("cannot read '\(path)'.")
    }
    let reader = Reader()
    let parser = XMLParser(data: data)
    parser.delegate = reader
    // Foundation's `parse` is content with elements that are not closed.
    let isParsed = parser.parse()
    guard isParsed, reader.faultyLine == nil, reader.open.isEmpty else {
      throw DatasetError(
        "'\(path)' line \(reader.faultyLine ?? parser.lineNumber) is not valid XML.")
    }
    guard reader.root == "annotation" else {
      throw DatasetError(
        "'\(path)' is XML of <\(reader.root ?? "nothing")>; expected Pascal VOC's <annotation>.")
    }
    for object in reader.objects {
      func fault(_ problem: String) -> DatasetError {
        DatasetError("the object in '\(path)' line \(object.line) \(problem).")
      }
      if object.name.isEmpty { throw fault("has no <name>") }
      for (corner, key) in zip(object.corners, Reader.corners) where corner?.isFinite != true {
        throw fault("has no number as <\(key)> in its <bndbox>")
      }
    }
    fileName = reader.fileName
    objects = reader.objects
  }

  /// Follows the elements; parts of objects (`<part>`) have names and boxes as well and are left
  /// out.
  private final class Reader: NSObject, XMLParserDelegate {
    static let corners = ["xmin", "ymin", "xmax", "ymax"]

    var root: String?
    var fileName: String?
    var objects: [Object] = []
    /// Of the first syntax error.
    private(set) var faultyLine: Int?
    /// Elements that are not closed yet, outermost first.
    private(set) var open: [String] = []
    private var text = ""

    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      if open.isEmpty { root = element }
      open.append(element)
      text = ""
      if open == ["annotation", "object"] { objects.append(Object(line: parser.lineNumber)) }
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }

    func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) {
      faultyLine = faultyLine ?? parser.lineNumber
    }

    func parser(
      _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      guard open.last == element else {
        faultyLine = faultyLine ?? parser.lineNumber
        return
      }
      let value = text.trimmingCharacters(in: .whitespacesAndNewlines)
      text = ""
      defer { open.removeLast() }
      guard root == "annotation" else { return }
      switch open.dropFirst() {
      case ["filename"]: fileName = value
      case ["object", "name"]: objects[objects.count - 1].name = value
      case ["object", "difficult"]: objects[objects.count - 1].isDifficult = value == "1"
      case ["object", "bndbox", element]:
        if let corner = Self.corners.firstIndex(of: element) {
          objects[objects.count - 1].corners[corner] = Double(value)
        }
      default: break
      }
    }
  }
}
