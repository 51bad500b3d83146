import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct COCORepairTests {
  let folder = ScratchFolder()

  private func check(_ name: String, decodesPictures: Bool = true) throws -> COCOCheck {
    try COCOCheck(
      contentsOf: folder.file(name),
      COCOCheck.Options(decodesPictures: decodesPictures) { ($0, $0 * 2) }
    ) { _, _ in }
  }

  private func repair(_ json: String) throws -> (copy: COCODataset, changes: [String]) {
    try folder.file("coco.json", json)
    var repair = COCORepair(of: try check("coco.json"))
    let changes = try repair.write(to: folder.file("fixed.json"))
    let again = try check("fixed.json")
    #expect(again.findings.filter { $0.severity == .harm }.map(\.message).isEmpty)
    // Strictly: not even a box has to be clipped.
    return (try COCODataset(contentsOf: folder.file("fixed.json"), boxes: .strict), changes)
  }

  @Test func everythingAtOnce() throws {
    for name in ["a", "b", "c"] {
      try folder.file(
        "\(name).png", BrokenPictures.picture(seed: Int(name.utf8.first ?? 0)).pngBytes())
    }
    try folder.file("cut.jpg", BrokenPictures.picture().jpegBytes().prefix(700))
    let (copy, changes) = try repair(
      """
      {"info":{"year":2024,"note":"caf\\u00e9 [1,2]"},"licenses":[{"id":1}],
       "images":[{"id":1,"file_name":"a.png","width":80,"height":60,"license":1},
        {"id":"two","file_name":"b.png","width":0,"height":60},
        {"id":3,"file_name":"missing.png","width":80,"height":60},
        {"id":4,"file_name":"cut.jpg","width":80,"height":60},
        {"id":5,"file_name":"a.png","width":80,"height":60},
        {"id":6,"file_name":"c.png","width":160,"height":120},
        {"id":7,"width":80,"height":60},
        {"id":6,"file_name":"c.png","width":160,"height":120}],
       "annotations":[
        {"id":1,"image_id":1,"category_id":1,"bbox":[10,10,20,20],"area":400,"iscrowd":0,"extra":{"k":[1]}},
        {"id":1,"image_id":1,"category_id":1,"bbox":[70,10,20,20],"area":400,"iscrowd":0},
        {"id":3,"image_id":1,"category_id":1,"bbox":[10,10,0,20],"area":400,"iscrowd":0},
        {"id":4,"image_id":1,"category_id":1,"bbox":[90,10,20,20],"area":400,"iscrowd":0},
        {"id":5,"image_id":1,"category_id":1,"bbox":[10,10,NaN,20],"area":400,"iscrowd":0},
        {"id":6,"image_id":99,"category_id":1,"bbox":[10,10,20,20],"area":400,"iscrowd":0},
        {"id":7,"image_id":1,"category_id":99,"bbox":[10,10,20,20],"area":400,"iscrowd":0},
        {"id":0,"image_id":"two","category_id":"dog","bbox":[1,2,3,4],"area":12,"iscrowd":0},
        {"image_id":3,"category_id":1,"bbox":[10,10,20,20],"area":400,"iscrowd":0},
        {"id":10,"image_id":5,"category_id":1,"bbox":[10,10,20,20],"area":400,"iscrowd":0},
        {"id":11,"image_id":5,"category_id":1,"bbox":[5,5,9,9]},
        {"id":12,"image_id":6,"category_id":1,"bbox":[20,20,40,60],"area":2400,"iscrowd":0,
         "segmentation":[[20,20,60,20,60,80]]}],
       "categories":[{"id":1,"name":"cat"},{"id":"dog","name":"dog"},{"id":1,"name":"cat"},{"id":8}]}
      """)
    #expect(
      changes == [
        "removed 1 picture without a file name", "removed 1 missing picture",
        "removed 1 picture that cannot be read", "joined 2 entries with the first of the same file",
        "gave 1 picture a new id", "corrected the size of 2 pictures",
        "removed 1 category listed twice", "gave 1 category a new id",
        "named 1 category after the id",
        "removed 1 annotation of unknown pictures", "removed 1 annotation of unknown categories",
        "removed 1 annotation of removed pictures", "removed 3 annotations without a usable box",
        "removed 1 annotation already there", "clipped 1 box to the picture",
        "turned or scaled 1 box with the picture", "gave 2 annotations a new id",
        "added 'area' to 1 annotation", "added 'iscrowd' to 1 annotation",
      ])
    #expect(copy.images.map(\.id) == [1, 8, 6])
    #expect(copy.images.map(\.width) == [80, 80, 80])
    #expect(copy.categories.map(\.id) == [1, 8, 9])
    #expect(copy.categories.map(\.name) == ["cat", "category 8", "dog"])
    #expect(copy.annotations.map(\.id) == [1, 13, 11, 14, 12])
    #expect(copy.annotations.map(\.imageID) == [1, 1, 1, 8, 6])
    #expect(copy.annotations.map(\.categoryID) == [1, 1, 1, 9, 1])
    #expect(copy.annotations[1].bbox == COCOBox(x: 70, y: 10, width: 10, height: 20))
    #expect(copy.annotations[2].area == 81)
    #expect(copy.annotations[4].bbox == COCOBox(x: 10, y: 10, width: 20, height: 30))
    #expect(copy.annotations[4].area == 600)
    let text = try folder.text("fixed.json")
    for kept in [
      #""info":{"year":2024,"note":"caf\u00e9 [1,2]"}"#, #""licenses":[{"id":1}]"#,
      #""license":1}"#, #""extra":{"k":[1]}}"#, "[[10.0,10.0,30.0,10.0,30.0,40.0]]",
    ] {
      #expect(text.contains(kept), "\(kept)")
    }
  }

  @Test func nothingToRepairLeavesEveryEntry() throws {
    try folder.file("a.png", BrokenPictures.picture(seed: 1).pngBytes())
    try folder.file("b.jpg", BrokenPictures.picture(seed: 2).jpegBytes())
    let (_, changes) = try repair(COCOCheckTests.good)
    #expect(changes.isEmpty)
    let entries = COCOCheckTests.good.split(whereSeparator: \.isNewline).joined().split(
      separator: "{")
    let copy = try folder.text("fixed.json")
    for entry in entries {
      #expect(copy.contains(entry.prefix { $0 != "}" }))
    }
  }

  /// The red part of a picture is where its box is after the repair, for every orientation.
  @Test(arguments: 5...8 as ClosedRange<UInt8>)
  func turnsBoxesWithThePicture(orientation: UInt8) throws {
    var stored = Image(width: 64, height: 48, fill: .black)
    for y in 5..<15 {
      for x in 20..<50 { stored[x, y] = Color(red: 255, green: 0, blue: 0) }
    }
    try folder.file("a.jpg", BrokenPictures.jpeg(stored, orientation: orientation))
    let (copy, _) = try repair(
      """
      {"images":[{"id":1,"file_name":"a.jpg","width":64,"height":48}],
       "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[20,5,30,10],"area":300,"iscrowd":0,
        "segmentation":[[20,5,50,5,50,15,20,15]]}],
       "categories":[{"id":1,"name":"cat"}]}
      """)
    let upright = stored.upright(from: try #require(Orientation(rawValue: orientation)))
    var (columns, rows): ([Int], [Int]) = ([], [])
    for y in 0..<upright.height {
      for x in 0..<upright.width where upright[x, y].red > 128 {
        columns.append(x)
        rows.append(y)
      }
    }
    let (x, y) = (try #require(columns.min()), try #require(rows.min()))
    let box = COCOBox(
      x: Double(x), y: Double(y), width: Double(try #require(columns.max()) + 1 - x),
      height: Double(try #require(rows.max()) + 1 - y))
    #expect(copy.images[0].width == 48)
    #expect(copy.images[0].height == 64)
    #expect(copy.annotations[0].bbox == box)
    #expect(copy.annotations[0].area == 300)
    let text = try folder.text("fixed.json")
    #expect(text.contains("\(box.x),\(box.y)"))
  }

  /// Boxes that fit only the upright picture were drawn on it: the size alone is wrong.
  @Test func leavesUprightBoxes() throws {
    try folder.file(
      "a.jpg", BrokenPictures.jpeg(BrokenPictures.picture(width: 64, height: 48), orientation: 6))
    let (copy, changes) = try repair(
      """
      {"images":[{"id":1,"file_name":"a.jpg","width":64,"height":48}],
       "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[5,30,20,30],"area":600,"iscrowd":0}],
       "categories":[{"id":1,"name":"cat"}]}
      """)
    #expect(changes == ["corrected the size of 1 picture"])
    #expect(copy.annotations[0].bbox == COCOBox(x: 5, y: 30, width: 20, height: 30))
  }

  @Test(
    arguments: [
      (
        [[10, 10, 30, 40], [100, 50, 180, 90], [120, 10, 199, 60], [150, 60, 190, 99]],
        [20, 30], [40, 39]
      ),
      ([[0.05, 0.1, 0.1, 0.3], [0.5, 0.5, 0.25, 0.5]], [20, 30], [50, 50]),
    ] as [([[Double]], [Double], [Double])])
  func convertsOtherBoxes(_ boxes: [[Double]], _ first: [Double], _ last: [Double]) throws {
    try folder.file("a.png", BrokenPictures.picture(width: 200, height: 100).pngBytes())
    let (copy, changes) = try repair(COCOCheckTests.json(boxes: boxes, width: 200, height: 100))
    #expect(changes == ["converted \(boxes.count) boxes to [x, y, width, height] in pixels"])
    let sizes = copy.annotations.map { [$0.bbox.width, $0.bbox.height] }
    #expect(sizes.first == first)
    #expect(sizes.last == last)
  }

  /// What training takes is not removed: a box that is missing or null is the one around the
  /// segmentation.
  @Test func keepsAnnotationsWithASegmentationAlone() throws {
    try folder.file("a.png", BrokenPictures.picture(seed: 1).pngBytes())
    try folder.file("b.jpg", BrokenPictures.picture(seed: 2).jpegBytes())
    let (copy, changes) = try repair(
      COCOCheckTests.good
        .replacing(#""bbox":[10,10,20,20]"#, with: #""segmentation":[[10,10,30,10,30,40]]"#)
        .replacing("[30,20,20,20]", with: #"null,"segmentation":[[70,20,90,20,90,40]]"#))
    #expect(changes == ["clipped 1 box to the picture", "added 'bbox' to 2 annotations"])
    #expect(
      copy.annotations.map(\.bbox) == [
        COCOBox(x: 10, y: 10, width: 20, height: 30), COCOBox(x: 70, y: 20, width: 10, height: 20),
      ])
    let text = try folder.text("fixed.json")
    #expect(text.contains(#""bbox":[70.0,20.0,10.0,20.0],"segmentation":[[70,20,90,20,90,40]]"#))
    #expect(text.contains(#""segmentation":[[10,10,30,10,30,40]],"area":400"#))
  }

  /// Boxes around segmentations are in pixels, whatever the others are.
  @Test func convertsOnlyBoxesOfTheFile() throws {
    try folder.file("a.png", BrokenPictures.picture(width: 200, height: 100).pngBytes())
    let (copy, changes) = try repair(
      COCOCheckTests.json(
        boxes: [[0.05, 0.1, 0.1, 0.3], [0.5, 0.5, 0.25, 0.5], [1, 2, 3, 4]], width: 200, height: 100
      ).replacing(
        #""bbox":[1.0, 2.0, 3.0, 4.0]"#, with: #""segmentation":[[20,10,60,10,60,50]]"#))
    #expect(
      changes == [
        "converted 2 boxes to [x, y, width, height] in pixels", "added 'bbox' to 1 annotation",
      ])
    #expect(copy.annotations.map(\.bbox.width) == [20, 50, 40])
  }

  /// Areas as parts of the picture, in pixels, of segmentations, and a 1 that means nothing.
  @Test func convertsAreasOfBoxesInFractions() throws {
    try folder.file("a.png", BrokenPictures.picture(width: 200, height: 100).pngBytes())
    let (copy, changes) = try repair(
      COCOCheckTests.json(
        boxes: [
          [0, 0.5, 0.5, 0.5], [0.25, 0, 0.5, 0.25], [0.5, 0.5, 0.25, 0.5], [0.5, 0, 0.25, 0.5],
          [1, 2, 3, 4],
        ], width: 200, height: 100
      )
      .replacing(#"[0.0, 0.5, 0.5, 0.5],"area":1"#, with: #"[0.0, 0.5, 0.5, 0.5],"area":0.125"#)
      .replacing(
        #"[0.25, 0.0, 0.5, 0.25],"area":1"#, with: #"[0.25, 0.0, 0.5, 0.25],"area":1800"#
      )
      .replacing(
        #"[0.5, 0.0, 0.25, 0.5],"area":1"#,
        with: #"[0.5, 0.0, 0.25, 0.5],"segmentation":[[0.5,0,0.75,0,0.75,0.5]]"#
      )
      .replacing(
        #""bbox":[1.0, 2.0, 3.0, 4.0],"area":1"#,
        with: #""segmentation":[[20,10,60,10,60,50]],"area":0.5"#))
    #expect(
      changes == [
        "converted 4 boxes to [x, y, width, height] in pixels", "added 'bbox' to 1 annotation",
        "added 'area' to 1 annotation",
      ])
    #expect(copy.annotations.map(\.area) == [2500, 1800, 2500, 1250, 0.5])
  }

  @Test func removesPicturesOfTheValidationSet() throws {
    try folder.file("a.png", BrokenPictures.picture(seed: 1).pngBytes())
    try folder.file("b.jpg", BrokenPictures.picture(seed: 2).jpegBytes())
    try folder.file("coco.json", COCOCheckTests.good)
    try folder.file(
      "val.json", COCOCheckTests.json(boxes: [[10, 10, 20, 20]], width: 80, height: 60))
    let validation = try check("val.json")
    var repair = COCORepair(of: try check("coco.json"), beside: validation)
    #expect(
      try repair.write(to: folder.file("fixed.json")) == [
        "removed 1 picture of the validation set", "removed 1 annotation of removed pictures",
      ])
    let found = try check("fixed.json").findings(beside: validation).map(\.kind)
    #expect(!found.contains(.leakage))
  }

  @Test func whatNobodyCanTellIsAnError() throws {
    try folder.file("a.png", BrokenPictures.picture(seed: 1).pngBytes())
    try folder.file("b.jpg", BrokenPictures.picture(seed: 2).jpegBytes())
    let ambiguous = COCOCheckTests.good.replacing(
      #"{"id":2,"name":"dog"}"#, with: #"{"id":1,"name":"dog"}"#)
    #expect(throws: DatasetError.self) { try repair(ambiguous) }
    #expect(!folder.exists("fixed.json"))
    // Both pictures have one id: neither's boxes are known, and nothing is left.
    let nothing = COCOCheckTests.good.replacing(
      #"{"id":2,"file_name":"b.jpg""#, with: #"{"id":1,"file_name":"b.jpg""#)
    #expect(throws: DatasetError.self) { try repair(nothing) }
    #expect(folder.names() == ["a.png", "b.jpg", "coco.json"])
  }
}
