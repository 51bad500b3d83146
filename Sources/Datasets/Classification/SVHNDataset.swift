import CommonSupport
import Foundation
import TensorCore

/// The Street View House Numbers in their cropped version
/// (http://ufldl.stanford.edu/housenumbers/), all pixels in memory.
///
/// The training set is `train_32x32.mat` and, if it is there, `extra_32x32.mat`, as in the paper.
/// Digit 0, which the files call 10, has the label 0.
///
/// A file may hold any number of pictures: that it is whole shows in its own sizes, its labels and
/// zlib's checksums, and parts of the official files are of use. ``notes`` names those whose number
/// is not the official one.
public struct SVHNDataset: ClassificationDataset {
  /// Pixels to a side.
  public static let side = 32
  /// Bytes of a picture, `[32, 32, 3]`.
  public static let pictureBytes = side * side * 3

  /// One of the files: its labels, and its pictures as `[N, 32, 32, 3]`, RGB.
  struct Part: Sendable {
    let labels: [UInt8]
    let pixels: [UInt8]
  }

  public let classNames = (0...9).map(String.init)
  public let notes: [String]
  public let count: Int
  private let parts: [Part]

  /// Reads one split.
  ///
  /// - Parameters:
  ///   - split: `validation` is the test set.
  ///   - directory: the folder of the `.mat` files, or one with the folder `svhn` in it.
  /// - Throws: ``DatasetError`` if files are missing, damaged or of another format.
  public init(split: DatasetSplit, directory: String) throws {
    let folder = try Self.folder(in: directory)
    var parts: [Part] = []
    var notes: [String] = []
    for file in split == .train ? [SVHNFile.train, .extra] : [.test] {
      let path = "\(folder)/\(file.name)"
      if file == .extra, !FileManager.default.fileExists(atPath: path) {
        notes.append(
          "there is no '\(path)': training uses \(SVHNFile.train.name) alone, the paper both.")
        continue
      }
      let part = try Self.read(path)
      if part.labels.count != file.officialCount {
        notes.append(
          "'\(path)' holds \(part.labels.count.grouped) pictures, the official file"
            + " \(file.officialCount.grouped).")
      }
      parts.append(part)
    }
    self.parts = parts
    self.notes = notes
    count = parts.reduce(0) { $0 + $1.labels.count }
  }

  public func label(at index: Int) -> Int {
    let (part, index) = place(of: index)
    return Int(part.labels[index])
  }

  public func picture(at index: Int) -> PictureSource {
    let (part, index) = place(of: index)
    let start = index * Self.pictureBytes
    return .pixels(
      part.pixels[start..<start + Self.pictureBytes], width: Self.side, height: Self.side)
  }

  private func place(of index: Int) -> (Part, Int) {
    let first = parts[0].labels.count
    return index < first ? (parts[0], index) : (parts[1], index - first)
  }
}

/// The files of the cropped version.
private enum SVHNFile {
  case train, extra, test

  var name: String {
    switch self {
    case .train: "train_32x32.mat"
    case .extra: "extra_32x32.mat"
    case .test: "test_32x32.mat"
    }
  }

  var officialCount: Int {
    switch self {
    case .train: 73_257
    case .extra: 531_131
    case .test: 26_032
    }
  }
}

extension SVHNDataset {
  /// The folder with the `.mat` files: `directory` or `svhn` in it.
  private static func folder(in directory: String) throws -> String {
    let candidates = [directory, "\(directory)/svhn", "\(directory)/SVHN"]
    let names = [SVHNFile.train, .test, .extra].map(\.name)
    for folder in candidates
    where names.contains(where: { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }) {
      return folder
    }
    try DatasetArchive.checkFolder(directory, of: .svhn, expecting: "train_32x32.mat")
    throw DatasetError(
      "neither '\(directory)' nor a folder svhn in it holds train_32x32.mat or test_32x32.mat; fetch"
        + " train_32x32.mat, extra_32x32.mat and test_32x32.mat of"
        + " http://ufldl.stanford.edu/housenumbers/.")
  }

  private static func read(_ path: String) throws -> Part {
    guard FileManager.default.fileExists(atPath: path) else {
      throw DatasetError(
        "there is no file '\(path)'; fetch it of http://ufldl.stanford.edu/housenumbers/.")
    }
    let file = try MATFile(path)
    let labels = try labels(file, path)
    var pictures = try file.variable("X")
    // The last dimension of 1 is left out by some writers.
    let dimensions = pictures.header.dimensions
    guard
      dimensions == [side, side, 3, labels.count]
        || labels.count == 1 && dimensions == [side, side, 3]
    else {
      throw DatasetError(
        "'X' in '\(path)' is an array of \(dimensions); with \(labels.count.grouped)"
          + " labels [32, 32, 3, \(labels.count)] is expected.")
    }
    var pixels = try pictures.bytes()
    interleave(&pixels)
    return Part(labels: labels, pixels: pixels)
  }

  private static func labels(_ file: MATFile, _ path: String) throws -> [UInt8] {
    var variable = try file.variable("y")
    guard case .numbers(let numbers) = try variable.value(), !numbers.isEmpty else {
      throw DatasetError("'y' in '\(path)' holds no numbers; one label per picture is expected.")
    }
    return try numbers.enumerated().map { index, number in
      guard (0...10).contains(number), let label = UInt8(exactly: number) else {
        throw DatasetError(
          "picture \(index) in '\(path)' has the label \(number); digits are 1...9, and 10 for 0.")
      }
      return label % 10
    }
  }

  /// Turns each picture's red, green and blue planes, column after column, into rows of RGB pixels.
  private static func interleave(_ pixels: inout [UInt8]) {
    let plane = side * side
    pixels.withUnsafeMutableBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      let count = pixels.count / pictureBytes
      ThreadPool.current.forEachRange(count, grain: 1024) { pictures in
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: pictureBytes) { planes in
          guard let planes = planes.baseAddress else { return }
          for picture in pictures {
            let target = base + picture * pictureBytes
            planes.update(from: target, count: pictureBytes)
            for row in 0..<side {
              for column in 0..<side {
                let pixel = target + (row &* side &+ column) &* 3
                let source = planes + (column &* side &+ row)
                pixel[0] = source[0]
                pixel[1] = source[plane]
                pixel[2] = source[2 &* plane]
              }
            }
          }
        }
      }
    }
  }
}
