import Datasets
import Foundation
import TensorCore

/// A few 32x32 pictures whose class shows in their colour, made from their index alone.
struct TinyDataset: ClassificationDataset {
  let count: Int
  let classNames = ["red", "green", "blue"]
  var seed: UInt64 = 1
  /// A picture that does not exist.
  var missing: Int?

  func label(at index: Int) -> Int { index % 3 }

  func picture(at index: Int) -> PictureSource {
    if index == missing { return .file(path: "/no/such/picture-\(index).png") }
    var generator = RandomGenerator(seed: seed, stream: UInt64(index))
    let label = index % 3
    let pixels = (0..<32 * 32 * 3).map { i in
      UInt8(truncatingIfNeeded: (i % 3 == label ? 128 : 64) + Int(generator.next() % 100))
    }
    return .pixels(pixels[...], width: 32, height: 32)
  }
}
