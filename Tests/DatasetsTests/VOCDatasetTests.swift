import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct VOCDatasetTests {
  let folder = ScratchFolder()

  private static func object(
    _ name: String, _ corners: [String], difficult: Int = 0, part: String = ""
  ) -> String {
    """
    <object><name>\(name)</name><pose>Left</pose><difficult>\(difficult)</difficult>\(part)
    <bndbox><xmin>\(corners[0])</xmin><ymin>\(corners[1])</ymin>
    <xmax>\(corners[2])</xmax><ymax>\(corners[3])</ymax></bndbox></object>
    """
  }

  private func writeXML(_ name: String, _ objects: String...) throws {
    try folder.file(
      "voc/Annotations/\(name).xml",
      """
      <annotation><folder>VOC</folder><filename>\(name).jpg</filename>
      <size><width>80</width><height>60</height><depth>3</depth></size>
      \(objects.joined(separator: "\n"))
      </annotation>
      """)
  }

  private func writePictures(in place: String = "voc/JPEGImages") throws {
    for name in ["a", "b"] {
      try folder.file("\(place)/\(name).jpg", BrokenPictures.picture().jpegBytes())
    }
  }

  private func convert(_ options: VOCDataset.Options = .init()) throws -> ConvertedDataset {
    try VOCDataset(folder: folder.file("voc"), options).converted(for: folder.file("voc/coco.json"))
  }

  @Test func readsBoxesClassesAndDifficultObjects() throws {
    try writePictures()
    let head = "<part><name>head</name><bndbox><xmin>1</xmin></bndbox></part>"
    try writeXML("a", Self.object("dog", ["1", "1", "80", "60"], part: head))
    try writeXML(
      "b", Self.object("cat", ["11", "21", "30", "50.5"]),
      Self.object("dog", ["3", "4", "3", "4"], difficult: 1))
    #expect(VOCDataset.recognizes(folder.file("voc")))
    let converted = try convert()
    let coco = converted.coco
    #expect(coco.images.map(\.fileName) == ["JPEGImages/a.jpg", "JPEGImages/b.jpg"])
    #expect(coco.images.map(\.width) == [80, 80])
    #expect(coco.categories.map(\.name) == ["cat", "dog"])
    #expect(coco.annotations.map(\.categoryID) == [2, 1, 2])
    // The whole picture, and a single pixel.
    #expect(
      coco.annotations.map(\.bbox) == [
        COCOBox(x: 0, y: 0, width: 80, height: 60), COCOBox(x: 10, y: 20, width: 20, height: 30.5),
        COCOBox(x: 2, y: 3, width: 1, height: 1),
      ])
    #expect(coco.annotations.map(\.isCrowd) == [false, false, true])
    #expect(
      converted.notes == [
        "difficult, and so made crowds, neither targets nor mistakes: 1 object."
      ])
    let fromZero = try convert(VOCDataset.Options(countsFromZero: true))
    #expect(fromZero.coco.annotations[1].bbox == COCOBox(x: 11, y: 21, width: 19, height: 29.5))
  }

  @Test func aSplitKeepsTheClassesOfAll() throws {
    try writePictures()
    try writeXML("a", Self.object("dog", ["1", "1", "8", "6"]))
    try writeXML("b", Self.object("cat", ["1", "1", "8", "6"]))
    try folder.file("voc/ImageSets/Main/train.txt", "b\n")
    try folder.file("voc/ImageSets/Main/cat_train.txt", "b 1\n")
    let coco = try convert(VOCDataset.Options(split: "train")).coco
    #expect(coco.images.map(\.fileName) == ["JPEGImages/b.jpg"])
    #expect(coco.categories.map(\.name) == ["cat", "dog"])
    let error = #expect(throws: DatasetError.self) {
      try convert(VOCDataset.Options(split: "val"))
    }
    #expect(error?.description.contains("there is no split 'val'") == true)
    #expect(error?.description.hasSuffix("there are train.") == true)
  }

  @Test func findsPicturesBesideTheXMLAndElsewhere() throws {
    try writePictures(in: "voc/Annotations")
    try writeXML("a", Self.object("dog", ["1", "1", "8", "6"]))
    try FileManager.default.moveItem(
      atPath: folder.file("voc/Annotations"), toPath: folder.file("flat"))
    let flat = try VOCDataset(folder: folder.file("flat"), .init())
      .converted(for: folder.file("flat/coco.json"))
    #expect(flat.coco.images.map(\.fileName) == ["a.jpg"])
    let error = #expect(throws: DatasetError.self) {
      try VOCDataset(folder: folder.file("flat"), .init(images: folder.file("none")))
        .converted(for: "coco.json")
    }
    #expect(error?.description.contains("'a.jpg' of 'a.xml' is not in") == true)
  }

  @Test(arguments: [
    ("<annotation>\n<object>\n</annotation>", "line 3 is not valid XML"),
    ("<svg></svg>", "is XML of <svg>; expected Pascal VOC's <annotation>"),
    ("<x><object><name>a</name></object></x>", "is XML of <x>; expected Pascal VOC's <annotation>"),
    ("<annotation>\n<object><name></name></object></annotation>", "line 2 has no <name>"),
    (
      "<annotation>\n\n<object><name>x</name><bndbox><xmin>1</xmin><ymin>no</ymin></bndbox></object></annotation>",
      "line 3 has no number as <ymin> in its <bndbox>"
    ),
    ("<annotation></annotation>", "no XML file in"),
  ])
  func badFilesNameTheLine(text: String, expected: String) throws {
    try writePictures()
    try folder.file("voc/Annotations/a.xml", text)
    let error = #expect(throws: DatasetError.self) { try convert() }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }
}
