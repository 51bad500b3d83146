import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct RunLengthMaskTests {
  /// A mask as pycocotools encodes it.
  struct Golden: Decodable {
    let size, counts: [Int]
    let compressed: String
    let area: Int
    let bbox: [Double]
  }

  static let box = COCOBox(x: 1, y: 0, width: 2, height: 2)

  private func goldens() throws -> [Golden] {
    let path = (Bundle.module.resourcePath ?? "") + "/Fixtures/run-lengths.json"
    return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: URL(filePath: path)))
  }

  @Test func agreesWithPycocotools() throws {
    let goldens = try goldens()
    #expect(goldens.count > 10)
    for golden in goldens {
      let (height, width) = (golden.size[0], golden.size[1])
      let mask = try RunLengthMask(width: width, height: height, runs: golden.counts)
      #expect(mask.compressed == golden.compressed)
      #expect(
        try RunLengthMask(width: width, height: height, compressed: golden.compressed) == mask)
      #expect(mask.area == golden.area)
      let box = mask.boundingBox
      #expect([box.x, box.y, box.width, box.height] == golden.bbox)
      let pixels = mask.pixels()
      #expect(pixels.count { $0 } == golden.area)
      #expect(RunLengthMask(width: width, height: height) { pixels[$1 * width + $0] } == mask)
    }
  }

  /// Rows of ones and zeros, and what they are in both encodings.
  @Test(arguments: [
    (["0110", "0110", "0000"], [3, 2, 1, 2, 4], "32103"),
    (["11", "11"], [0, 4], "04"),
    (["10000", "01000", "00100", "00011"], [0, 1, 4, 1, 4, 1, 4, 1, 3, 1], "01400000O0"),
  ])
  func encodesRows(rows: [String], runs: [Int], text: String) throws {
    let pixels = rows.map { $0.map { $0 == "1" } }
    let mask = RunLengthMask(width: pixels[0].count, height: pixels.count) { pixels[$1][$0] }
    #expect(mask.runs == runs)
    #expect(mask.compressed == text)
    #expect(mask.pixels() == Array(pixels.joined()))
  }

  @Test func encodesARectangle() throws {
    let mask = RunLengthMask(width: 50, height: 60) {
      (10..<40).contains($0) && (20..<50).contains($1)
    }
    #expect(mask.runs == [620] + Array(repeating: 30, count: 59) + [610])
    #expect(mask.compressed == "\\c0n0n0" + String(repeating: "0", count: 57) + "Tb0")
    #expect(mask.area == 900)
    #expect(mask.boundingBox == COCOBox(x: 10, y: 20, width: 30, height: 30))
  }

  /// Empty runs are allowed anywhere; pycocotools writes only the first.
  @Test func emptyRunsInside() throws {
    let mask = try RunLengthMask(width: 4, height: 3, runs: [3, 1, 0, 1, 1, 0, 0, 2, 4, 0])
    #expect(mask.area == 4)
    #expect(mask.boundingBox == Self.box)
    #expect(
      mask.pixels() == [0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0].map { $0 == 1 })
  }

  @Test(arguments: [
    (
      3, 4, [3, 2, 1, 2, 3],
      "the runs of a run-length mask cover 11 pixels; its size of 3 x 4 (height x width) has 12."
    ),
    (
      3, 4, [],
      "the runs of a run-length mask cover 0 pixels; its size of 3 x 4 (height x width) has 12."
    ),
    (3, 4, [13, -1], "run 1 of a run-length mask is -1; expected at least 0."),
    (
      3, 4, [.max, 13],
      "the runs of a run-length mask cover 9223372036854775807 pixels; its size of 3 x 4 (height x width) has 12."
    ),
    (0, 4, [], "a run-length mask has the size [0, 4]; expected [height, width] in pixels."),
    (
      4_294_967_295, 4_294_967_295, [0],
      "a run-length mask has the size [4294967295, 4294967295]; expected [height, width] in pixels."
    ),
    (
      .max, .max, [1],
      "a run-length mask has the size [9223372036854775807, 9223372036854775807]; expected [height, width] in pixels."
    ),
    (
      1 << 16, 1 << 16, [1 << 32],
      "a run-length mask has the size [65536, 65536]; expected [height, width] in pixels."
    ),
  ])
  func badRuns(height: Int, width: Int, runs: [Int], message: String) {
    let error = #expect(throws: DatasetError.self) {
      _ = try RunLengthMask(width: width, height: height, runs: runs)
    }
    #expect(error?.description == message)
  }

  @Test(arguments: [
    (
      "3210",
      "the runs of a run-length mask cover 8 pixels; its size of 3 x 4 (height x width) has 12."
    ),
    (
      "321 3",
      "the text of a run-length mask has 32 as byte 4; expected characters from '0' to 'o'."
    ),
    (
      "32}03",
      "the text of a run-length mask has '}' as byte 3; expected characters from '0' to 'o'."
    ),
    ("32P", "the text of a run-length mask ends within a number; it may be cut short."),
    (
      "ooooooooooooo0",
      "the text of a run-length mask has a number of more than 60 bits at byte 13."
    ),
    ("O", "run 0 of a run-length mask is -1; expected at least 0."),
  ])
  func badText(text: String, message: String) {
    let error = #expect(throws: DatasetError.self) {
      _ = try RunLengthMask(width: 4, height: 3, compressed: text)
    }
    #expect(error?.description == message)
  }

  private func load(_ annotation: String) throws -> COCOAnnotation {
    let folder = ScratchFolder()
    let path = try folder.file(
      "x.json",
      """
      {"images": [{"id": 1, "file_name": "a.jpg", "width": 100, "height": 80}],
       "categories": [{"id": 1, "name": "a"}],
       "annotations": [{"id": 4, "image_id": 1, "category_id": 1, \(annotation)}]}
      """)
    do {
      return try #require(COCODataset(contentsOf: path, boxes: .untouched).annotations.first)
    } catch let error as DatasetError {
      throw DatasetError(error.description.replacing("\(folder.path)/", with: ""))
    }
  }

  @Test(arguments: [
    #""counts": [3, 2, 1, 2, 4], "size": [3, 4]"#, #""size": [3, 4], "counts": "32103""#,
  ])
  func annotationsOfMasks(mask: String) throws {
    let bare = try load(#""iscrowd": 1, "segmentation": {\#(mask)}"#)
    #expect(bare.bbox == Self.box)
    #expect(bare.area == 4)
    let null = try load(#""bbox": null, "area": 5, "segmentation": {\#(mask)}"#)
    #expect(null.bbox == Self.box)
    #expect(null.area == 5)
    // What the file says counts.
    let boxed = try load(#""bbox": [1, 2, 3, 4], "segmentation": {\#(mask)}"#)
    #expect(boxed.bbox == COCOBox(x: 1, y: 2, width: 3, height: 4))
    #expect(boxed.area == 4)
  }

  @Test func annotationsOfPolygons() throws {
    let annotation = try load(
      #""segmentation": [[10, 20, 40, 20, 40, 60], [5, 30, 6, 30, 6, 31.5]]"#)
    #expect(annotation.bbox == COCOBox(x: 5, y: 20, width: 35, height: 40))
    #expect(annotation.area == 600.75)
  }

  @Test(
    arguments: [
      (#""segmentation": []"#, " has no 'bbox'."),
      (#""bbox": null, "segmentation": [[1, 2, 3]]"#, nil),
      (
        #""segmentation": {"size": [3, 4], "counts": [12, 1]}"#,
        "the runs of a run-length mask cover 13 pixels; its size of 3 x 4 (height x width) has 12."
      ),
      (
        #""segmentation": {"size": [3], "counts": [12]}"#,
        "'size' must be [height, width] in pixels."
      ),
      (
        #""segmentation": {"size": [3, 4], "counts": [11.5, 0.5]}"#,
        "'counts' must be a list of whole numbers or their compressed text."
      ),
      (
        #""segmentation": {"size": [3, 4]}"#,
        "'counts' must be a list of whole numbers or their compressed text."
      ),
    ] as [(String, String?)])
  func annotationsWithoutABox(annotation: String, reason: String?) {
    let error = #expect(throws: DatasetError.self) { _ = try load(annotation) }
    let place = "annotations[0] (id 4) in 'x.json'"
    let expected =
      switch reason {
      case nil: "'bbox' of \(place) is null."
      case let reason? where reason.hasPrefix(" "): place + reason
      case let reason?: "'segmentation' of \(place) is damaged: \(reason)"
      }
    #expect(error?.description == expected)
  }

  /// Where the box is there, nothing needs the mask.
  @Test func damagedMaskWithABox() throws {
    let annotation = try load(
      #""bbox": [1, 2, 3, 4], "segmentation": {"size": [3, 4], "counts": "x"}"#)
    #expect(annotation.area == 12)
  }
}
