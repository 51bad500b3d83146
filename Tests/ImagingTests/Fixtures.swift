import Foundation
import Imaging
import Testing

/// What tools/make-imaging-fixtures wrote.
enum Fixtures {
  struct Index: Decodable {
    let decode: [DecodeCase]
    let reduced: [ReducedCase]
    let resized: [ResizedCase]
  }

  struct DecodeCase: Decodable, CustomTestStringConvertible {
    let file: String
    let reference: String
    let tolerance: Int
    var testDescription: String { file }
  }

  struct ReducedCase: Decodable, CustomTestStringConvertible {
    let file: String
    let denominator: Int
    let reference: String
    let tolerance: Int
    var testDescription: String { "\(file) at 1/\(denominator)" }
  }

  struct ResizedCase: Decodable, CustomTestStringConvertible {
    let file: String
    let width: Int
    let height: Int
    let filter: String
    let box: [Float]?
    let reference: String
    var testDescription: String { "\(filter) to \(width) x \(height) from \(box ?? [])" }
  }

  static let folder = Bundle.module.resourcePath.map { $0 + "/Fixtures/" } ?? "Fixtures/"

  static let index: Index = {
    guard let data = FileManager.default.contents(atPath: folder + "index.json"),
      let index = try? JSONDecoder().decode(Index.self, from: data)
    else { return Index(decode: [], reduced: [], resized: []) }
    return index
  }()

  static func path(_ name: String) -> String { folder + name }

  static func image(_ name: String) throws -> Image { try Image(contentsOfFile: path(name)) }

  static func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: path(name))))
  }
}

/// The largest difference of any channel of any pixel; nil when the sizes differ.
func largestDifference(_ a: Image, _ b: Image) -> Int? {
  guard a.size == b.size else { return nil }
  return zip(a.pixels, b.pixels).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
}

/// The mean of each channel, 0...255.
func means(_ image: Image) -> [Double] {
  var sums = [0, 0, 0]
  for (index, value) in image.pixels.enumerated() { sums[index % 3] += Int(value) }
  return sums.map { Double($0) / Double(image.width * image.height) }
}

/// The sentence of the error that `body` throws, or nil.
func sentence<Result>(_ body: () throws -> Result) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return "\(error)"
  }
}
