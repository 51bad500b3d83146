import Datasets
import Foundation
import TestSupport
import Testing

/// What a check says of strangers' pictures, beside what Pillow makes of them.
@Suite(.enabled(if: RealData.has("odd-images"))) struct OddPicturesCheckTests {
  struct Entry: Decodable {
    struct Pillow: Decodable {
      let ok: Bool?
      let mode: String?
      let size: [Int]?
    }

    let file, expect: String
    let pillow: Pillow?
  }

  let folder = ScratchFolder()
  let data = "\(RealData.folder)/odd-images"

  private func entries(_ isWanted: (Entry) -> Bool) throws -> [Entry] {
    try JSONDecoder().decode(
      [Entry].self, from: Data(contentsOf: URL(fileURLWithPath: "\(data)/manifest.json"))
    ).filter(isWanted)
  }

  /// How often a kind is found in a data set of these pictures.
  private func count(_ kind: COCOFinding.Kind, in entries: [Entry]) throws -> Int {
    let images = entries.enumerated().map { index, entry in
      #"{"id":\#(index + 1),"file_name":"\#(entry.file)","width":1,"height":1}"#
    }
    let path = try folder.file(
      "odd.json",
      #"{"images":[\#(images.joined(separator: ","))],"annotations":[],"categories":[]}"#)
    let check = try COCOCheck(
      contentsOf: path, COCOCheck.Options(images: data) { ($0, $0) }
    ) { _, _ in }
    return check.findings.first { $0.kind == kind }?.count ?? 0
  }

  @Test func whatIsNoPictureIsFound() throws {
    let refused = try entries { $0.expect == "reject" }
    #expect(try count(.unreadablePicture, in: refused) == refused.count)
    let decoded = try entries { $0.expect == "decode" }
    #expect(decoded.count > 200)
    #expect(try count(.unreadablePicture, in: decoded) == 0)
  }

  @Test func unusualColoursArePillowsModes() throws {
    let decoded = try entries { $0.expect == "decode" && $0.pillow?.ok == true }
    let unusual = decoded.filter {
      ["1", "L", "LA", "RGBA", "I;16", "CMYK"].contains($0.pillow?.mode ?? "")
    }
    #expect(unusual.count > 80)
    #expect(try count(.unusualColor, in: unusual) == unusual.count)
    // Pillow calls 16-bit RGB, and RGB with one transparent colour, RGB as well.
    let plain = decoded.filter { $0.pillow?.mode == "RGB" && $0.file.hasSuffix(".jpg") }
    #expect(try count(.unusualColor, in: plain) == 0)
  }
}
