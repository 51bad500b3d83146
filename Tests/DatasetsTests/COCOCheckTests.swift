import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

/// Everything that `wrn-detect check` can find, one fault at a time.
@Suite struct COCOCheckTests {
  let folder = ScratchFolder()

  /// Two pictures with an object each, without any fault.
  static let good = """
    {"info":{"year":2024},
     "images":[{"id":1,"file_name":"a.png","width":80,"height":60},
      {"id":2,"file_name":"b.jpg","width":80,"height":60}],
     "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[10,10,20,20],"area":400,"iscrowd":0},
      {"id":2,"image_id":2,"category_id":2,"bbox":[30,20,20,20],"area":400,"iscrowd":0}],
     "categories":[{"id":1,"name":"cat"},{"id":2,"name":"dog"}]}
    """

  private func writeGoodPictures() throws {
    try folder.file("a.png", BrokenPictures.picture(seed: 1).pngBytes())
    try folder.file("b.jpg", BrokenPictures.picture(seed: 2).jpegBytes())
  }

  private func check(
    _ json: String = good, decodesPictures: Bool = true, name: String = "coco.json"
  ) throws -> COCOCheck {
    let path = try folder.file(name, json)
    return try COCOCheck(
      contentsOf: path,
      COCOCheck.Options(decodesPictures: decodesPictures) { median in (median, median * 2) }
    ) { done, total in #expect(done <= total) }
  }

  /// The kinds found, with their counts.
  private func kinds(_ check: COCOCheck) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: check.findings.map { ($0.kind.rawValue, $0.count) })
  }

  private func isHarmless(_ check: COCOCheck) -> Bool {
    !check.findings.contains { $0.severity == .harm }
  }

  @Test func aGoodDataSetHasNoFindings() throws {
    try writeGoodPictures()
    let check = try check()
    #expect(kinds(check).isEmpty)
    #expect(isHarmless(check))
    #expect(check.folder == folder.path)
    #expect((check.imageCount, check.annotationCount, check.categoryCount) == (2, 2, 2))
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let old, new: String
    let kinds: [String: Int]

    init(_ old: String, _ new: String, _ kinds: [String: Int]) {
      (testDescription, self.old, self.new, self.kinds) = (new, old, new, kinds)
    }
  }

  static let faults: [Fault] = [
    Fault(#""id":2,"image_id":2"#, #""image_id":2"#, ["invalid-id": 1]),
    Fault(#""id":2,"image_id":2"#, #""id":"2","image_id":2"#, ["invalid-id": 1]),
    Fault(#""id":2,"image_id":2"#, #""id":1,"image_id":2"#, ["duplicate-id": 1]),
    Fault(#""id":2,"image_id":2"#, #""id":0,"image_id":2"#, ["zero-id": 1]),
    Fault(#""id":2,"image_id":2"#, #""id":-2,"image_id":2"#, ["negative-id": 1]),
    Fault(
      #"{"id":2,"file_name":"b.jpg""#, #"{"id":1,"file_name":"b.jpg""#,
      ["duplicate-id": 1, "unknown-image": 1, "background": 1]),
    Fault(
      #"{"id":2,"name":"dog"}"#, #"{"id":1,"name":"dog"}"#,
      ["duplicate-id": 1, "unknown-category": 1]),
    Fault(#"{"id":2,"name":"dog"}"#, #"{"id":2,"name":"cat"}"#, ["duplicate-name": 1]),
    Fault(#"{"id":2,"name":"dog"}"#, #"{"id":2}"#, ["invalid-name": 1]),
    Fault(
      #"{"id":2,"name":"dog"}"#, #"{"id":2,"name":"dog"},{"id":9,"name":"cow"}"#,
      ["category-gaps": 1, "unused-category": 1]),
    Fault(#""image_id":2"#, #""image_id":7"#, ["unknown-image": 1, "background": 1]),
    Fault(
      #""image_id":2,"category_id":2"#, #""image_id":2,"category_id":3"#,
      ["unknown-category": 1, "unused-category": 1]),
    Fault(#""file_name":"b.jpg","#, "", ["invalid-file-name": 1]),
    Fault(
      #"{"id":2,"file_name":"b.jpg""#, #"{"id":2,"file_name":"a.png""#, ["duplicate-file": 1]),
    Fault(#""b.jpg""#, #""c.jpg""#, ["missing-picture": 1]),
    Fault(
      #""b.jpg","width":80,"height":60"#, #""b.jpg","width":0,"height":60"#, ["invalid-size": 1]),
    Fault(
      #""b.jpg","width":80,"height":60"#, #""b.jpg","width":80.5,"height":60"#,
      ["invalid-size": 1]),
    Fault(
      #""b.jpg","width":80,"height":60"#, #""b.jpg","width":160,"height":120"#, ["wrong-size": 1]),
    Fault("[30,20,20,20]", "[30,20,20]", ["invalid-box": 1]),
    Fault("[30,20,20,20]", "[30,20,20,NaN]", ["invalid-box": 1]),
    Fault("[30,20,20,20]", "[30,20,20,-Infinity]", ["invalid-box": 1]),
    Fault(#""bbox":[30,20,20,20],"#, "", ["invalid-box": 1]),
    Fault("[30,20,20,20]", #"null,"segmentation":[[30,20,50,20]]"#, ["invalid-box": 1]),
    Fault(
      "[30,20,20,20]", #"null,"segmentation":{"size":[60,80],"counts":[4000,801]}"#,
      ["invalid-box": 1, "invalid-mask": 1]),
    Fault(
      "[30,20,20,20]", #"[30,20,20],"segmentation":[[30,20,50,20,50,40]]"#, ["invalid-box": 1]),
    // Without a box training takes the one around the segmentation.
    Fault("[30,20,20,20]", #"null,"segmentation":[[30,20,50,20,50,40]]"#, [:]),
    Fault(#""bbox":[30,20,20,20]"#, #""segmentation":[[30,20,50,20,50,40]]"#, [:]),
    Fault(
      #""bbox":[30,20,20,20]"#, #""segmentation":{"size":[60,80],"counts":[600,600,3600]}"#, [:]),
    Fault(#""bbox":[30,20,20,20]"#, #""segmentation":[[30,20,30,20,30,40]]"#, ["empty-box": 1]),
    Fault("[30,20,20,20]", "[30,20,0,20]", ["empty-box": 1]),
    Fault("[30,20,20,20]", "[30,20,20,-20]", ["empty-box": 1]),
    Fault("[30,20,20,20]", "[90,20,20,20]", ["box-outside": 1]),
    Fault("[30,20,20,20]", "[70,20,20,20]", ["clipped-box": 1]),
    // One pixel is rounding.
    Fault("[30,20,20,20]", "[61,20,20,20]", [:]),
    Fault("[30,20,20,20]", "[30,20,7.9,20]", ["tiny-box": 1]),
    Fault(
      #""image_id":2,"category_id":2,"bbox":[30,20,20,20]"#,
      #""image_id":1,"category_id":1,"bbox":[10,10,20,20]"#,
      ["duplicate-box": 1, "unused-category": 1, "background": 1]),
    Fault(
      #""image_id":2,"category_id":2,"bbox":[30,20,20,20]"#,
      #""image_id":1,"category_id":2,"bbox":[10,10,20,20]"#,
      ["contradicting-box": 1, "background": 1]),
    Fault(#"20,20,20],"area":400,"#, #"20,20,20],"#, ["missing-area": 1]),
    Fault(#"20,20,20],"area":400,"#, #"20,20,20],"area":"big","#, ["invalid-area": 1]),
    Fault(#""area":400,"iscrowd":0}]"#, #""area":400}]"#, ["missing-iscrowd": 1]),
    Fault(#""iscrowd":0}]"#, #""iscrowd":2}]"#, ["invalid-iscrowd": 1]),
    Fault(#""iscrowd":0}]"#, #""iscrowd":1}]"#, ["crowd-without-mask": 1]),
    Fault(
      #""iscrowd":0}]"#, #""iscrowd":1,"segmentation":{"size":[60,80],"counts":[4000,800]}}]"#, [:]),
    Fault(
      #""iscrowd":0}]"#, #""iscrowd":1,"segmentation":{"size":[60,80],"counts":[4000,801]}}]"#,
      ["invalid-mask": 1]),
    Fault(
      #""iscrowd":0}]"#, #""iscrowd":1,"segmentation":{"size":[80,60],"counts":"04"}}]"#,
      ["invalid-mask": 1]),
    Fault(
      #"[{"id":1,"name":"cat"},{"id":2,"name":"dog"}]"#, "[]",
      ["empty-list": 1, "unknown-category": 2]),
  ]

  @Test(arguments: faults) func findsEachFault(_ fault: Fault) throws {
    try writeGoodPictures()
    #expect(Self.good.contains(fault.old))
    let check = try check(Self.good.replacing(fault.old, with: fault.new))
    #expect(kinds(check) == fault.kinds)
    let harmful: Set = [
      "invalid-id", "duplicate-id", "invalid-name", "unknown-image", "unknown-category",
      "invalid-file-name", "duplicate-file", "missing-picture", "invalid-size", "wrong-size",
      "invalid-box", "empty-box", "box-outside", "invalid-area", "invalid-iscrowd", "empty-list",
    ]
    #expect(isHarmless(check) == harmful.isDisjoint(with: fault.kinds.keys))
  }

  @Test func namesBothPlacesOfARepeatedID() throws {
    try writeGoodPictures()
    let check = try check(
      Self.good.replacing(#""id":2,"image_id":2"#, with: #""id":1,"image_id":2"#))
    #expect(
      check.findings.first?.examples.map(\.description)
        == ["annotations[1] (id 1) on 'b.jpg': as annotations[0]"])
  }

  struct PictureFault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: @Sendable () throws -> [UInt8]
    let kinds: [String: Int]
    let detail: String
  }

  static let pictureFaults: [PictureFault] = [
    PictureFault(
      testDescription: "cut short", bytes: { try Array(jpeg().prefix(700)) },
      kinds: ["unreadable-picture": 1], detail: "bytes end before the JPEG picture is complete"),
    PictureFault(
      testDescription: "text", bytes: { Array("hello".utf8) }, kinds: ["unreadable-picture": 1],
      detail: "it looks like text"),
    PictureFault(
      testDescription: "PNG named .jpg", bytes: { try BrokenPictures.picture().pngBytes() },
      kinds: ["wrong-extension": 1], detail: "it is PNG"),
    PictureFault(
      testDescription: "the content of the other",
      bytes: { try BrokenPictures.picture(seed: 1).pngBytes() },
      kinds: ["wrong-extension": 1, "duplicate-picture": 1], detail: "as images[0] (id 1) 'a.png'"),
    PictureFault(
      testDescription: "turned by 90 degrees",
      bytes: { try BrokenPictures.jpeg(BrokenPictures.picture(), orientation: 6) },
      kinds: ["swapped-by-exif": 1],
      detail: "EXIF orientation 6, upright 60 x 80, the file says 80 x 60"),
    PictureFault(
      testDescription: "upside down",
      bytes: { try BrokenPictures.jpeg(BrokenPictures.picture(), orientation: 3) },
      kinds: ["turned-by-exif": 1], detail: "EXIF orientation 3"),
    PictureFault(
      testDescription: "grey with 16 bits",
      bytes: { BrokenPictures.png(width: 80, height: 60, colorType: 0, depth: 16) },
      kinds: ["unusual-color": 1, "wrong-extension": 1], detail: "grey, 16 bits"),
    PictureFault(
      testDescription: "transparent",
      bytes: { BrokenPictures.png(width: 80, height: 60, colorType: 6, depth: 8) },
      kinds: ["unusual-color": 1, "wrong-extension": 1], detail: "transparency"),
  ]

  private static func jpeg() throws -> [UInt8] { try BrokenPictures.picture().jpegBytes() }

  @Test(arguments: pictureFaults) func findsEachFaultOfPictures(_ fault: PictureFault) throws {
    try writeGoodPictures()
    try folder.file("b.jpg", fault.bytes())
    let check = try check()
    #expect(kinds(check) == fault.kinds)
    #expect(
      check.findings.contains { $0.examples.first?.detail?.contains(fault.detail) == true },
      "\(check.findings.flatMap(\.examples))")
    let decoded = try self.check(decodesPictures: false)
    #expect(kinds(decoded).isEmpty)
  }

  @Test func nothingMarkedIsHarmful() throws {
    try writeGoodPictures()
    let json = """
      {"images":[{"id":1,"file_name":"a.png","width":80,"height":60}],"annotations":[],
       "categories":[{"id":1,"name":"cat"}]}
      """
    let found = try check(json)
    #expect(kinds(found) == ["empty-list": 1, "unused-category": 1, "background": 1])
    #expect(found.findings[0].examples.map(\.description) == ["annotations[0]: []"])
    #expect(!isHarmless(found))
  }

  @Test func saysThatNoPictureWasFound() throws {
    let check = try check()
    #expect(kinds(check) == ["missing-picture": 2])
    #expect(check.findings[0].examples[0].detail?.contains("'\(folder.path)/images'") == true)
  }

  /// Boxes of a data set of 200 x 100 pixels.
  @Test(arguments: [
    (
      [[10, 10, 30, 40], [100, 50, 180, 90], [120, 10, 199, 60], [150, 60, 190, 99]], "corner-boxes"
    ),
    ([[0.1, 0.1, 0.3, 0.4], [0.5, 0.25, 0.4, 0.75], [0, 0, 1, 1]], "fraction-boxes"),
    ([[10, 10, 30, 40], [100, 50, 80, 40]], nil),
    // One box too far is a fault of that box.
    ([[10, 10, 30, 40], [100, 50, 180, 90]], "clipped-box"),
  ])
  func recognisesOtherBoxes(_ boxes: [[Double]], _ expected: String?) throws {
    let json = Self.json(boxes: boxes, width: 200, height: 100)
    let found = Set(kinds(try check(json, decodesPictures: false)).keys)
      .intersection(["corner-boxes", "fraction-boxes", "clipped-box"])
    #expect(found == Set([expected].compactMap(\.self)))
  }

  static func json(boxes: [[Double]], width: Int, height: Int) -> String {
    let annotations = boxes.enumerated().map { index, box in
      #"{"id":\#(index + 1),"image_id":1,"category_id":1,"bbox":\#(box),"area":1,"iscrowd":0}"#
    }
    return """
      {"images":[{"id":1,"file_name":"a.png","width":\(width),"height":\(height)}],
       "annotations":[\(annotations.joined(separator: ","))],"categories":[{"id":1,"name":"cat"}]}
      """
  }

  @Test func findsLeakageAndOtherCategories() throws {
    try writeGoodPictures()
    let training = try check()
    let same = try check(name: "val.json")
    let leaked = training.findings(beside: same)
    #expect(leaked.map(\.kind) == [.leakage])
    #expect(leaked[0].count == 2)
    let itself = training.findings(beside: training)
    #expect(itself.map(\.kind) == [.leakage] && itself[0].count == 2)
    try folder.file("val/c.png", BrokenPictures.picture(seed: 3).pngBytes())
    let other = try check(
      """
      {"images":[{"id":1,"file_name":"val/c.png","width":80,"height":60}],"annotations":[],
       "categories":[{"id":1,"name":"cat"},{"id":2,"name":"horse"},{"id":3,"name":"cow"}]}
      """, name: "val.json")
    let different = training.findings(beside: other)
    #expect(different.map(\.kind) == [.categoryMismatch])
    #expect(
      different[0].examples.map(\.description) == [
        "categories[1] (id 2) 'dog': in '\(folder.path)/val.json' 'horse'",
        "categories[2] (id 3) 'cow': is in '\(folder.path)/val.json' only",
      ])
  }

  @Test func annotationsMayComeFirst() throws {
    try writeGoodPictures()
    let parts = Self.good.split(separator: "\"annotations\":")
    let annotations = parts[1].split(separator: "\n \"categories\"")[0].dropLast()
    let json =
      "{\"annotations\":\(annotations)," + parts[0].split(separator: "\n").dropFirst().joined()
      + #""categories":[{"id":1,"name":"cat"},{"id":2,"name":"dog"}]}"#
    #expect(kinds(try check(json)).isEmpty)
  }

  @Test(arguments: [
    ("[]", "is a list, as a file of results is"), ("{}", "has no 'images'"),
    ("x", "is not JSON"), ("", "is empty"),
    (#"{"images":[],"annotations":[1],"categories":[]}"#, "is a number; expected an object"),
  ])
  func otherFilesGiveASentence(text: String, expected: String) throws {
    let error = #expect(throws: DatasetError.self) { try check(text) }
    #expect(error?.description.contains(expected) == true)
  }

  @Test(.enabled(if: RealData.has("coco-tiny")), arguments: ["cbc", "coco-tiny"])
  func realDataIsFitForTraining(name: String) throws {
    for split in ["train", "val"] {
      let check = try COCOCheck(
        contentsOf: "\(RealData.folder)/\(name)/instances_\(split).json",
        COCOCheck.Options { (min(max($0, 160), 360), 600) }
      ) { _, _ in }
      #expect(
        check.findings.filter { $0.severity == .harm }.map(\.message) == [],
        "\(check.findings.map(\.message))")
    }
  }
}
