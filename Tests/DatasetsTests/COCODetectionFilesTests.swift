import CommonSupport
import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct COCODetectionFilesTests {
  let folder: ScratchFolder

  init() throws { folder = ScratchFolder() }

  @Test func keepsEveryDigitAndTheOrder() throws {
    let detections = [
      COCODetection(
        imageID: 42, categoryID: 90, bbox: COCOBox(x: 1.0 / 3, y: -0.1, width: 1e-9, height: 1e9),
        score: Double(Float(0.1))),
      COCODetection(
        imageID: 7, categoryID: 1, bbox: COCOBox(x: 0, y: 0, width: 1, height: 1), score: -1.5),
    ]
    let path = "\(folder.path)/results.json"
    try COCODetection.write(detections, to: path)
    #expect(try COCODetection.read(from: path) == detections)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["results.json"])
  }

  @Test func growsOneByOneAndIsWholeOrNotThere() throws {
    struct Stopped: Error {}
    let detection = COCODetection(
      imageID: 3, categoryID: 1, bbox: COCOBox(x: 0, y: 0, width: 1, height: 2), score: 0.5)
    let path = "\(folder.path)/results.json"
    #expect(throws: Stopped.self) {
      try COCODetection.write(to: path) { results in
        try results.write(detection)
        throw Stopped()
      }
    }
    #expect(folder.names().isEmpty)
    try COCODetection.write(to: path) { results in
      for _ in 0..<3 { try results.write(detection) }
      #expect(!folder.names().contains("results.json"))
    }
    #expect(try COCODetection.read(from: path) == [detection, detection, detection])
    #expect(folder.names() == ["results.json"])
  }

  @Test func readsAnEmptyList() throws {
    try COCODetection.write([], to: "\(folder.path)/empty.json")
    #expect(try COCODetection.read(from: "\(folder.path)/empty.json").isEmpty)
    #expect(try COCODetection.read(from: try folder.file("x.json", " [ ] ")).isEmpty)
  }

  @Test func everyTruncationThrows() throws {
    let text = """
      [{"image_id": 1, "category_id": 2, "bbox": [1.5, 2, 3, 4], "score": 0.5, "segmentation": {"a": "]"}},
       {"image_id": 1, "category_id": 2, "bbox": [1.5, 2, 3, 4], "score": 1}]
      """
    let bytes = Array(text.utf8)
    #expect(try COCODetection.read(from: try folder.file("x.json", bytes)).count == 2)
    for count in bytes.indices {
      let path = try folder.file("x.json", bytes[..<count])
      #expect(throws: DatasetError.self, "cut after \(count) bytes") {
        _ = try COCODetection.read(from: path)
      }
    }
  }

  @Test(arguments: [
    (
      "{\"images\": []}",
      "'x.json' is an object; COCO results are a list of objects with 'image_id', 'category_id', 'bbox' and 'score'. An object with 'images' is a data set, not results."
    ),
    (
      #"[{"image_id": "7"}]"#,
      "'image_id' of results[0] in 'x.json' is \"7\"; expected a whole number."
    ),
    (
      #"[{"image_id": 7, "category_id": 1, "bbox": [1, 2, 3, 4], "score": NaN}]"#,
      "'score' of results[0] in 'x.json' is NaN; expected a finite number."
    ),
    (
      #"[{"image_id": 7, "category_id": 1, "bbox": [1, 2, 3, 4]}]"#,
      "results[0] in 'x.json' has no 'score'."
    ),
  ])
  func wrongResults(text: String, expected: String) throws {
    let path = try folder.file("x.json", text)
    let error = #expect(throws: DatasetError.self) { _ = try COCODetection.read(from: path) }
    #expect(error?.description.replacing("\(folder.path)/", with: "") == expected)
  }

  @Test func failedWritesLeaveTheOldFile() throws {
    let path = try folder.file("results.json", "old")
    let bad = COCODetection(
      imageID: 3, categoryID: 1, bbox: COCOBox(x: 0, y: 0, width: .nan, height: 1), score: 1)
    let error = #expect(throws: DatasetError.self) { try COCODetection.write([bad], to: path) }
    #expect(error?.description.contains("result 0, of image 3") == true)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["results.json"])
    let missing = #expect(throws: FileWriteError.self) {
      try COCODetection.write([], to: "\(folder.path)/none/results.json")
    }
    #expect(missing?.description.hasSuffix("its folder does not exist.") == true)
  }

  @Test func namesAreOnlyTakenByCompleteFiles() throws {
    // A folder of that name cannot be replaced: rename fails, the temporary file goes.
    try folder.file("results.json/inside", "x")
    #expect(throws: FileWriteError.self) {
      try COCODetection.write([], to: "\(folder.path)/results.json")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["results.json"])
  }
}
