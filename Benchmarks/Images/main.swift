import Foundation
import Imaging
import ToolSupport

// Times decoding and resizing for tools/compare-images. Each line of the input is a task of five
// fields between tabs: the picture, the width and height to make, `full` or `reduced` decoding, and
// how often to repeat it; or where to write the result. The answer to each is a line.

// As the programs do.
FreedMemory.keep()
let clock = ContinuousClock()

func picture(_ path: String, _ size: ImageSize, isReduced: Bool) throws -> Image {
  try Image(contentsOfFile: path, minimumSize: isReduced ? size : nil)
    .resized(width: size.width, height: size.height)
}

while let line = readLine() {
  let fields = line.split(separator: "\t").map(String.init)
  guard fields.count == 5, let width = Int(fields[1]), let height = Int(fields[2]) else {
    print("error: expected five fields, got '\(line)'")
    break
  }
  let size = ImageSize(width: width, height: height)
  let isReduced = fields[3] == "reduced"
  if let count = Int(fields[4]) {
    let times = try (0..<count).map { _ in
      try clock.measure { _ = try picture(fields[0], size, isReduced: isReduced) }
    }
    // Seconds of each.
    print(times.map { "\($0 / .seconds(1))" }.joined(separator: "\t"))
  } else {
    try picture(fields[0], size, isReduced: isReduced).write(toFile: fields[4])
    print("written")
  }
  fflush(nil)
}
