import Foundation
import Imaging
import TestSupport
import Testing

/// The manifest of `odd-images`, in the folder that WRN_DATA names.
enum OddImages {
  struct Entry: Decodable, Sendable, CustomTestStringConvertible {
    struct Pillow: Decodable, Sendable {
      let ok: Bool
      let size: [Int]?
      let orientation: UInt8?
      let meanRGB: [Double]?

      enum CodingKeys: String, CodingKey {
        case ok, size
        case orientation = "exif_orientation"
        case meanRGB = "mean_rgb"
      }
    }

    struct PNG: Decodable, Sendable {
      let bitDepth: Int
      let colorType: Int

      enum CodingKeys: String, CodingKey {
        case bitDepth = "bit_depth"
        case colorType = "colour_type"
      }
    }

    let file: String
    let expect: String
    let note: String
    let png: PNG?
    let pillow: Pillow

    var testDescription: String { file }
    var path: String { folder + file }
    var referencePath: String { folder + (file as NSString).deletingPathExtension + ".ref.png" }
    var hasReference: Bool { note.contains("reference pixels") }
  }

  static let folder = RealData.folder + "/odd-images/"

  static var isThere: Bool { FileManager.default.fileExists(atPath: folder + "manifest.json") }

  static let entries: [Entry] = {
    guard let data = FileManager.default.contents(atPath: folder + "manifest.json") else {
      return []
    }
    return (try? JSONDecoder().decode([Entry].self, from: data)) ?? []
  }()
}
