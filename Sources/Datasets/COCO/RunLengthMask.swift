/// A mask in COCO's run-length encoding: the lengths of the runs of zeros and ones by turns, down
/// the columns from left to right.
public struct RunLengthMask: Hashable, Sendable {
  /// In pixels.
  public let width, height: Int
  /// The first run is of zeros and may be empty; all add up to `width * height`.
  public let runs: [Int]

  /// - Throws: ``DatasetError`` if the size is not that of a picture, or the runs are not of that
  ///   size.
  public init(width: Int, height: Int, runs: [Int]) throws {
    guard Self.isSize(width, height) else {
      throw DatasetError(
        "a run-length mask has the size [\(height), \(width)]; expected [height, width] in pixels.")
    }
    var covered = 0
    for (index, run) in runs.enumerated() {
      guard run >= 0 else {
        throw DatasetError("run \(index) of a run-length mask is \(run); expected at least 0.")
      }
      let (sum, overflow) = covered.addingReportingOverflow(run)
      covered = overflow ? .max : sum
    }
    guard covered == width * height else {
      throw DatasetError(
        "the runs of a run-length mask cover \(covered) pixels; its size of \(height) x \(width)"
          + " (height x width) has \(width * height).")
    }
    (self.width, self.height, self.runs) = (width, height, runs)
  }

  /// Encodes the mask of the pixels for which `isInside` holds.
  ///
  /// - Parameter isInside: Takes a pixel's column and row.
  /// - Precondition: The sides are at least 1, the pixels fewer than 2^32.
  public init(width: Int, height: Int, isInside: (_ x: Int, _ y: Int) -> Bool) {
    precondition(Self.isSize(width, height), "a mask of \(width) x \(height)")
    var runs = [0]
    var previous = false
    for x in 0..<width {
      for y in 0..<height {
        let pixel = isInside(x, y)
        if pixel != previous { runs.append(0) }
        runs[runs.count - 1] += 1
        previous = pixel
      }
    }
    (self.width, self.height, self.runs) = (width, height, runs)
  }

  /// Fewer than 2^32 pixels, as pycocotools counts them.
  private static func isSize(_ width: Int, _ height: Int) -> Bool {
    width > 0 && height > 0 && height < 1 << 32 && width <= (1 << 32 - 1) / height
  }

  /// Pixels inside.
  public var area: Int {
    var area = 0
    for index in stride(from: 1, to: runs.count, by: 2) { area += runs[index] }
    return area
  }

  /// The smallest box around all pixels inside; `[0, 0, 0, 0]` if there are none, as in pycocotools.
  public var boundingBox: COCOBox {
    var (x0, y0, x1, y1) = (width, height, -1, -1)
    forEachRunInside { run in
      let (first, last) = (run.lowerBound, run.upperBound - 1)
      x0 = min(x0, first / height)
      x1 = max(x1, last / height)
      // A run that goes on in the next column has been at the bottom and is at the top.
      let isInOneColumn = first / height == last / height
      y0 = min(y0, isInOneColumn ? first % height : 0)
      y1 = max(y1, isInOneColumn ? last % height : height - 1)
    }
    if x1 < 0 { return COCOBox(x: 0, y: 0, width: 0, height: 0) }
    return COCOBox(
      x: Double(x0), y: Double(y0), width: Double(x1 - x0 + 1), height: Double(y1 - y0 + 1))
  }

  /// Whether each pixel is inside, row by row.
  public func pixels() -> [Bool] {
    var pixels = [Bool](repeating: false, count: width * height)
    forEachRunInside { run in
      for index in run { pixels[index % height * width + index / height] = true }
    }
    return pixels
  }

  /// The runs of ones that are not empty, as positions counted down the columns.
  private func forEachRunInside(_ body: (Range<Int>) -> Void) {
    var position = 0
    for (index, run) in runs.enumerated() {
      if index % 2 == 1, run > 0 { body(position..<position + run) }
      position += run
    }
  }
}
