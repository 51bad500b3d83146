import Foundation
import Imaging
import ToolSupport

// Times decoding and resizing for tools/compare-images. Each line of the input is a task of four
// fields between tabs: the picture, the width and height to make, and how often to repeat it; or
// where to write the result. The answer to each is a line.

// As the programs do.
FreedMemory.keep()
let clock = ContinuousClock()

while let line = readLine() {
  let fields = line.split(separator: "\t").map(String.init)
  guard fields.count == 4, let width = Int(fields[1]), let height = Int(fields[2]) else {
    print("error: expected four fields, got '\(line)'")
    break
  }
  func picture() throws -> Image {
    try EncodedImage(contentsOfFile: fields[0]).resized(width: width, height: height)
  }
  if let count = Int(fields[3]) {
    let times = try (0..<count).map { _ in try clock.measure { _ = try picture() } }
    // Seconds of each.
    print(times.map { "\($0 / .seconds(1))" }.joined(separator: "\t"))
  } else {
    try picture().write(toFile: fields[3])
    print("written")
  }
  fflush(nil)
}
