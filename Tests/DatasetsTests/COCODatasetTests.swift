import Datasets
import Foundation
import TestSupport
import Testing

/// A valid file that has every feature: unordered sections, escapes, nesting, gaps in ids, id 0.
let validCOCO = #"""
  {"info": {"year": 2017, "note": "a \"quoted\" ] } text \\", "nested": [[1], {"a": []}]},
   "annotations": [
    {"id": 0, "image_id": 7, "category_id": 90, "bbox": [10.5, 20, 30, 40.25], "area": 900.5, "iscrowd": 0,
     "segmentation": [[10, 20, 40, 20, 40, 60]]},
    {"id": 5, "image_id": 3, "category_id": 1, "bbox": [0, 0, 640, 480], "iscrowd": 1,
     "segmentation": {"counts": "]}\"[{", "size": [480, 640]}},
    {"id": 6, "image_id": 7, "category_id": 1, "bbox": [1e1, 2e1, 3.0e+1, 4e1],
     "segmentation": [[10, 20, 40, 20, 40, 60, 10, 60], [0, 0, 2, 0, 0, 2]]}
   ],
   "categories": [{"id": 90, "name": "d\u00e9j\u00e0 \ud83d\ude00"},
                  {"id": 1, "name": "person", "supercategory": "human"}],
   "licenses": [], "version": 1.5, "flag": true, "nothing": null,
   "images": [{"id": 7, "file_name": "a/b.jpg", "width": 100, "height": 200},
              {"id": 4, "file_name": "empty.jpg", "width": 50, "height": 50},
              {"id": 3, "file_name": "c.jpg", "width": 640, "height": 480}]}
  """#

@Suite struct COCODatasetTests {
  let folder: ScratchFolder

  init() throws { folder = ScratchFolder() }

  func load(_ text: String, boxes: COCOBoxPolicy = .lenient) throws -> COCODataset {
    try COCODataset(contentsOf: try folder.file("coco.json", text), boxes: boxes)
  }

  /// The message of loading `text`, with the folder's path taken out.
  func message(_ text: String, boxes: COCOBoxPolicy = .lenient) throws -> String {
    let error = #expect(throws: DatasetError.self) { _ = try load(text, boxes: boxes) }
    return (error?.description ?? "").replacing("\(folder.path)/", with: "")
  }

  @Test func readsEverySection() throws {
    for boxes in [COCOBoxPolicy.strict, .lenient, .untouched] {
      let dataset = try load(validCOCO, boxes: boxes)
      #expect(dataset.images.map(\.id) == [7, 4, 3])
      #expect(
        dataset.images[0] == COCOImage(id: 7, fileName: "a/b.jpg", width: 100, height: 200))
      #expect(
        dataset.categories == [
          COCOCategory(id: 1, name: "person", supercategory: "human"),
          COCOCategory(id: 90, name: "déjà 😀"),
        ])
      #expect(dataset.categoryIndex(ofID: 90) == 1)
      #expect(dataset.categoryIndex(ofID: 2) == nil)
      #expect(dataset.annotations(ofImageAt: 0).map(\.id) == [0, 6])
      #expect(dataset.annotations(ofImageAt: 1).isEmpty)
      #expect(dataset.annotations(ofImageAt: 2).map(\.id) == [5])
      let first = try #require(dataset.annotations(ofImageAt: 0).first)
      #expect(first.bbox == COCOBox(x: 10.5, y: 20, width: 30, height: 40.25))
      #expect(first.area == 900.5)
      #expect(!first.isCrowd)
      #expect(dataset.issues.isEmpty)
    }
  }

  @Test func areaFallsBackToPolygonsThenBox() throws {
    let dataset = try load(validCOCO)
    #expect(dataset.annotations(ofImageAt: 0).last?.area == 1202.0)
    #expect(dataset.annotations(ofImageAt: 2).first?.area == 307200.0)
    #expect(dataset.annotations(ofImageAt: 2).first?.isCrowd == true)
  }

  @Test func skipsByteOrderMarkAndWhiteSpace() throws {
    let path = try folder.file(
      "bom.json", [0xEF, 0xBB, 0xBF] + Array(" \r\n\t\(validCOCO)\n\n".utf8))
    #expect(try COCODataset(contentsOf: path).images.count == 3)
  }

  @Test func writtenFileReadsBackTheSame() throws {
    let dataset = try COCODataset(
      images: [COCOImage(id: 1, fileName: "a \"b\"\\\u{1}é.jpg", width: 64, height: 64)],
      categories: [COCOCategory(id: 3, name: "x", supercategory: "y")],
      annotations: [
        COCOAnnotation(
          id: 9, imageID: 1, categoryID: 3,
          bbox: COCOBox(x: 0.1, y: 1e-7, width: 1.0 / 3, height: 63.9), isCrowd: true)
      ])
    let path = "\(folder.path)/written.json"
    try dataset.write(to: path)
    let read = try COCODataset(contentsOf: path, boxes: .strict)
    #expect(read.images == dataset.images)
    #expect(read.categories == dataset.categories)
    #expect(read.annotations == dataset.annotations)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["written.json"])
  }

  @Test func lenientClipsDropsAndCounts() throws {
    let text = coco(
      annotations: """
        {"id": 1, "image_id": 1, "category_id": 1, "bbox": [-5, 10, 20, 20]},
        {"id": 2, "image_id": 1, "category_id": 1, "bbox": [10, 10, 0, 20]},
        {"id": 3, "image_id": 1, "category_id": 1, "bbox": [200, 10, 20, 20]},
        {"id": 4, "image_id": 1, "category_id": 1, "bbox": [10, 10, -5, 20]},
        {"id": 5, "image_id": 1, "category_id": 1, "bbox": [90, 10, 10.5, 20]},
        {"id": 6, "image_id": 1, "category_id": 1, "bbox": [5, 5, 20, 20]}
        """)
    let dataset = try load(text)
    #expect(dataset.annotations.map(\.id) == [1, 5, 6])
    #expect(dataset.annotations[0].bbox == COCOBox(x: 0, y: 10, width: 15, height: 20))
    #expect(dataset.annotations[1].bbox == COCOBox(x: 90, y: 10, width: 10, height: 20))
    #expect(
      dataset.issues.map(\.description) == [
        "clipped 1 box reaching outside the picture (annotation 1)",
        "dropped 3 boxes covering nothing of the picture (annotations 2, 3, 4)",
      ])
    let untouched = try load(text, boxes: .untouched)
    #expect(untouched.annotations.map(\.bbox.x) == [-5, 10, 200, 10, 90, 5])
    #expect(untouched.issues.isEmpty)
    #expect(
      try message(text, boxes: .strict) == """
        the box [-5.0, 10.0, 20.0, 20.0] of annotation 1 in 'coco.json' reaches outside 'a.jpg', which is \
        100 x 100 pixels; bbox must be [x, y, width, height] in pixels.
        """)
  }

  @Test func everyTruncationThrows() throws {
    let bytes = Array(validCOCO.utf8)
    let path = "\(folder.path)/cut.json"
    for count in bytes.indices {
      try folder.file("cut.json", bytes[..<count])
      #expect(throws: DatasetError.self, "cut after \(count) bytes") {
        _ = try COCODataset(contentsOf: path)
      }
    }
  }

  @Test func flippedBytesNeverCrash() throws {
    let bytes = Array(validCOCO.utf8)
    let path = "\(folder.path)/flipped.json"
    for (index, value) in [UInt8(0), 0x22, 0x2C, 0x5B, 0x5D, 0x7B, 0x7D, 0x39, 0xFF].enumerated() {
      for position in stride(from: index, to: bytes.count, by: 5) {
        var broken = bytes
        broken[position] = value
        try folder.file("flipped.json", broken)
        do { _ = try COCODataset(contentsOf: path) } catch is DatasetError {}
      }
    }
  }

  @Test func membersInAnyOrderUnknownTwiceOrEscaped() throws {
    let dataset = try load(
      coco(
        images: #"""
          {"license": [1, {"a": NaN}], "height": 100, "width": 7, "wid\u0074h": 1e2,
           "file\u005fname": "\u00e9\/\"", "extra": "\\", "id": 1.0}
          """#,
        annotations: #"""
          {"segmentation": {"size": [100, 100], "counts": [[], {"bbox": [1]}, "x\"}"]}, "area": 1,
           "iscrowd": true, "bbox": [ 5 , 5.5,2e1 ,20 ], "area": 12.5, "category_id": 1, "image_id": 1, "id": 2},
          {"id": 3, "iscrowd": null, "area": null, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4],
           "segmentation": {"counts": "]}", "size": [1]}},
          {"id": 4, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "segmentation": [[1, 2, 3]]},
          {"id": 5, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "segmentation": [[1, 2, 3, 4, 5, "6"]]},
          {"id": 6, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "segmentation": []}
          """#))
    #expect(dataset.images == [COCOImage(id: 1, fileName: "é/\"", width: 100, height: 100)])
    #expect(
      dataset.annotations[0]
        == COCOAnnotation(
          id: 2, imageID: 1, categoryID: 1, bbox: COCOBox(x: 5, y: 5.5, width: 20, height: 20),
          area: 12.5, isCrowd: true))
    #expect(dataset.annotations.map(\.area) == [12.5, 12, 12, 12, 12])
  }

  @Test func skippedValuesAreChecked() throws {
    for broken in ["tru", "01", "[1,]", "{\"a\"}", "\"\\x\"", "[1}", "-", "1.5.5"] {
      #expect(
        try message("{\"info\": \(broken), \"images\": []}").contains("is not valid JSON"),
        "\(broken)")
      let annotation = "{\"id\": 1, \"segmentation\": \(broken)}"
      #expect(
        try message(coco(annotations: annotation)).hasSuffix("in annotations[0]."), "\(broken)")
    }
  }

  /// Tokens of every kind lie across the borders of the window.
  @Test func readsTheSameWhereverTheWindowEnds() throws {
    var annotations: [COCOAnnotation] = []
    for index in 0..<9000 {
      let number = Double(index)
      let box = COCOBox(
        x: number / 7, y: Double(index % 5), width: 1 / (number + 1), height: 1e-7 * number)
      annotations.append(
        COCOAnnotation(
          id: index * 7 % 9001, imageID: 1, categoryID: 3, bbox: box, area: 0.1 * number,
          isCrowd: index % 3 == 0))
    }
    let dataset = try COCODataset(
      images: [COCOImage(id: 1, fileName: "a \"b\"\\\u{1}é.jpg", width: 64, height: 64)],
      categories: [COCOCategory(id: 3, name: "x")], annotations: annotations, boxes: .untouched)
    let path = "\(folder.path)/large.json"
    try dataset.write(to: path)
    let text = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(text.count > 3 << 18)
    for shift in 0..<130 {
      try folder.file("shifted.json", Array(repeating: UInt8(ascii: " "), count: shift) + text)
      let read = try COCODataset(contentsOf: "\(folder.path)/shifted.json", boxes: .untouched)
      #expect(read.annotations == dataset.annotations, "shifted by \(shift)")
    }
  }

  @Test func skipsMembersLargerThanTheWindow() throws {
    let long = "\"" + String(repeating: "é", count: 300_000) + "\""
    let numbers = "[" + String(repeating: "-1.25e3, ", count: 100_000) + "0]"
    let members = (0..<30_000).map { "\"\($0)\": {\"a\": [\($0), null]}" }.joined(separator: ",")
    let info = "{\"a\": \(numbers), \"b\": {\"c\": \(long)}, \(members), \(long): [\(numbers)]}"
    for shift in 0..<20 {
      let space = String(repeating: " ", count: shift)
      let dataset = try load(
        coco().replacing("{\"images", with: "\(space){\"info\":\(info), \"images"))
      #expect(dataset.images.count == 1)
    }
  }

  @Test func readsElementsLargerThanTheWindow() throws {
    let numbers = String(repeating: "12.5,", count: 200_000) + "12.5"
    let dataset = try load(
      coco(
        annotations: """
          {"id": 1, "image_id": 1, "category_id": 1, "bbox": [5, 5, 20, 20], "segmentation": [[\(numbers)]]}
          """))
    #expect(dataset.annotations.count == 1)
  }
}

/// A data set of one picture of 100 x 100 and one category.
func coco(
  images: String = #"{"id": 1, "file_name": "a.jpg", "width": 100, "height": 100}"#,
  annotations: String = "", categories: String = #"{"id": 1, "name": "x"}"#
) -> String {
  #"{"images": [\#(images)], "annotations": [\#(annotations)], "categories": [\#(categories)]}"#
}
