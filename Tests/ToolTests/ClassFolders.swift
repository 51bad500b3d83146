import Imaging
import TensorCore
import TestSupport

/// A data set of three colours, `data/train/<class>/*.png` and `data/val/...`, in a temporary folder.
enum ClassFolders {
  static let classNames = ["blue", "green", "red"]

  /// - Parameter count: Training pictures of each class; half as many to validate.
  static func make(count: Int = 8) throws -> ScratchFolder {
    let folder = ScratchFolder()
    for (split, count) in [("train", count), ("val", (count + 1) / 2)] {
      for (label, name) in classNames.enumerated() {
        for index in 0..<count {
          let seed = UInt64(label * 1000 + index + (split == "val" ? 500 : 0))
          try folder.file(
            "data/\(split)/\(name)/\(index).png", try picture(label, seed: seed).pngBytes())
        }
      }
    }
    return folder
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
