import Foundation
import Imaging
import TensorCore

/// A temporary folder with a data set of three colours, `data/train/<class>/*.png` and
/// `data/val/...`.
final class ClassFolders: Sendable {
  static let classNames = ["blue", "green", "red"]

  let path: String

  /// - Parameter count: Training pictures of each class; half as many to validate.
  init(count: Int = 8) throws {
    path = NSTemporaryDirectory() + "wrn-train-tests-" + UUID().uuidString
    for (split, count) in [("train", count), ("val", (count + 1) / 2)] {
      for (label, name) in Self.classNames.enumerated() {
        let folder = file("data/\(split)/\(name)")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for index in 0..<count {
          let seed = UInt64(label * 1000 + index + (split == "val" ? 500 : 0))
          try Self.picture(label, seed: seed).write(toFile: "\(folder)/\(index).png")
        }
      }
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: file(name)))
  }

  private static func picture(_ label: Int, seed: UInt64) -> Image {
    var generator = RandomGenerator(seed: seed)
    let (width, height) = (40 + Int(generator.next() % 20), 40 + Int(generator.next() % 20))
    let pixels = (0..<width * height * 3).map { i in
      UInt8(truncatingIfNeeded: (i % 3 == 2 - label ? 128 : 40) + Int(generator.next() % 90))
    }
    return Image(width: width, height: height, pixels: pixels)
  }
}
