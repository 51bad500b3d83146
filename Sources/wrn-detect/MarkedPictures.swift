import Detection
import Foundation
import Imaging
import ToolSupport

/// The folder that takes pictures with boxes drawn on them, each named after its original.
struct MarkedPictures {
  let folder: String
  private var taken: Set<String> = []

  /// Makes the folder if it is not there.
  ///
  /// - Throws: `ToolError` if it cannot be made, or holds one of `inputs`, which would be overwritten.
  init(folder: String, inputs: [String]) throws {
    self.folder = folder
    let place = Self.resolved(folder)
    for input in inputs {
      let folders = [Self.folder(of: input), Self.folder(of: Self.resolved(input))]
      if folders.contains(where: { Self.resolved($0) == place }) {
        throw ToolError(
          "'\(input)' lies in '\(folder)', where the pictures with boxes go, and would be overwritten;"
            + " choose another --output.")
      }
    }
    try Folder.make(folder)
  }

  /// Draws `detections` on a copy of `image` and writes it.
  ///
  /// - Parameters:
  ///   - categories: All of the detector's; a class has the same colour on every picture.
  ///   - input: The file that `image` is from.
  /// - Throws: `ImageError` if the picture cannot be drawn on or written.
  mutating func write(
    _ image: Image, _ detections: [Detection], of categories: [DetectorCategory], input: String
  ) throws {
    let annotations = detections.map { detection in
      let box = detection.box
      return Annotation(
        box: Region(x0: box.x0, y0: box.y0, x1: box.x1, y1: box.y1),
        text:
          "\(detection.category.name) \(NumberText.fixed(Double(detection.score), decimals: 2))",
        colorIndex: categories.firstIndex(of: detection.category) ?? 0)
    }
    let name = newName(for: input)
    try image.annotated(with: annotations).write(toFile: "\(folder)/\(name)")
  }

  /// The input's name, numbered if another input has it as well, and ending in a format that is written.
  private mutating func newName(for input: String) -> String {
    let name = (input as NSString).lastPathComponent as NSString
    let isWritten = ["jpg", "jpeg", "png"].contains(name.pathExtension.lowercased())
    let stem = isWritten ? name.deletingPathExtension : name as String
    let suffix = isWritten ? name.pathExtension : "jpg"
    var result = "\(stem).\(suffix)"
    var number = 2
    while !taken.insert(result).inserted {
      result = "\(stem)-\(number).\(suffix)"
      number += 1
    }
    return result
  }

  private static func folder(of path: String) -> String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }

  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }
}
