import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct YOLODatasetTests {
  let folder = ScratchFolder()

  private func writePicture(_ name: String) throws {
    try folder.file(name, BrokenPictures.picture(width: 80, height: 40).pngBytes())
  }

  private func convert(
    _ input: String = "data.yaml", split: String? = nil, images: String? = nil
  ) throws -> ConvertedDataset {
    try YOLODataset(folder.file(input), split: split, images: images.map(folder.file))
      .converted(for: folder.file("coco.json"))
  }

  @Test func readsBoxesAndPolygons() throws {
    try folder.file("data.yaml", "train: images/train\nval: images/val\nnames: [cat, 'dog']\n")
    for name in ["train/a", "train/b", "val/c"] { try writePicture("images/\(name).png") }
    try folder.file(
      "labels/train/a.txt", "1 0.5 0.5 0.25 0.5\r\n\n0 0.1 0.2 0.3 0.2 0.2 0.6\n")
    try folder.file("labels/val/c.txt", "0 0.5 0.5 1 1")
    #expect(YOLODataset.recognizes(folder.path))
    let converted = try convert()
    let coco = converted.coco
    #expect(coco.images.map(\.fileName) == ["images/train/a.png", "images/train/b.png"])
    #expect(coco.categories.map(\.name) == ["cat", "dog"])
    #expect(coco.categories.map(\.id) == [1, 2])
    #expect(coco.annotations.map(\.categoryID) == [2, 1])
    let expected = [
      COCOBox(x: 30, y: 10, width: 20, height: 20), COCOBox(x: 8, y: 8, width: 16, height: 16),
    ]
    for (found, wanted) in zip(coco.annotations.map(\.bbox), expected) {
      for side in [\COCOBox.x, \.y, \.width, \.height] {
        #expect(abs(found[keyPath: side] - wanted[keyPath: side]) < 1e-9)
      }
    }
    #expect(
      converted.notes == [
        "this is the split 'train'; for the others: --split val.",
        "background, without a label file: 1 picture.",
      ])
    let val = try convert(split: "val")
    #expect(val.coco.images.map(\.fileName) == ["images/val/c.png"])
    #expect(val.coco.annotations[0].bbox == COCOBox(x: 0, y: 0, width: 80, height: 40))
    #expect(val.notes.isEmpty)
  }

  @Test(arguments: ["val", "valid"], ["val", "valid"])
  func valIsAlsoCalledValid(written: String, asked: String) throws {
    try folder.file("data.yaml", "\(written): images\nnames: [cat]\n")
    try writePicture("images/a.png")
    try folder.file("labels/a.txt", "0 0.5 0.5 1 1")
    #expect(try convert(split: asked).coco.images.map(\.fileName) == ["images/a.png"])
  }

  /// The layouts of other exporters.
  @Test(arguments: [
    (
      "path: ../elsewhere\ntrain: ../train/images\nnames:\n  0: cat\n  1: dog\n", "train/images",
      "train/labels"
    ),
    ("path: set\ntrain: [images]\nnames: [cat, dog]\n", "set/images", "set/labels"),
    ("train: list.txt\nnames: [cat, dog]\n", "pictures", "pictures"),
  ])
  func otherLayouts(yaml: String, pictures: String, labels: String) throws {
    try folder.file("data.yaml", yaml)
    try writePicture("\(pictures)/a.png")
    try folder.file("list.txt", "./\(pictures)/a.png\n")
    try folder.file("\(labels)/a.txt", "1 0.5 0.5 0.5 0.5")
    let coco = try convert().coco
    #expect(coco.images.map(\.fileName) == ["\(pictures)/a.png"])
    #expect(coco.annotations.map(\.categoryID) == [2])
  }

  @Test func readsFoldersWithoutADescription() throws {
    try writePicture("images/a.png")
    try folder.file("labels/a.txt", "0 0.5 0.5 0.5 0.5")
    try folder.file("classes.txt", "cat\n")
    #expect(YOLODataset.recognizes(folder.path))
    #expect(try convert("").coco.annotations.count == 1)
    // Labels alone, with their pictures elsewhere.
    try folder.file("labels/classes.txt", "cat\n")
    try FileManager.default.moveItem(
      atPath: folder.file("images"), toPath: folder.file("pictures"))
    #expect(try convert("labels", images: "pictures").coco.annotations.count == 1)
  }

  @Test(arguments: [
    ("0 0.5 0.5 0.5", "line 1 has 4 numbers; expected a class, and x, y, width, height"),
    ("0 0.5 0.5 0.5 0.5 0.9", "has 6 numbers (is the last one a score?)"),
    ("\n2 0.5 0.5 0.5 0.5", "line 2 has the class 2; there are 2 classes, counted from 0."),
    ("0.5 0.5 0.5 0.5 0.5", "has the class 0.5"),
    ("0 0.5 x 0.5 0.5", "has 'x'; expected numbers only."),
    ("0 0.5 nan 0.5 0.5", "has 'nan'; expected numbers only."),
    ("0 30 10 20 20", "has 30.0; expected parts of the picture's width and height, 0...1."),
  ])
  func badLinesAreNamed(text: String, expected: String) throws {
    try folder.file("data.yaml", "train: images\nnames: [cat, dog]\n")
    try writePicture("images/a.png")
    try folder.file("labels/a.txt", text)
    let error = #expect(throws: DatasetError.self) { try convert() }
    #expect(error?.description.contains("labels/a.txt' line") == true)
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    ("names: [a\n", "is not valid YAML"), ("- a\n", "is not a YAML mapping"),
    ("train: images\n", "has no 'names'"), ("train: images\nnames: {1: cat}\n", "has no 'names'"),
    ("names: [cat]\n", "has no split 'train'."),
    ("val: images\nnames: [cat]\n", "has no split 'train'; it has val."),
    ("train: none\nnames: [cat]\n", "none' does not exist."),
    ("train: images\nnames: [cat]\n", "no picture has labels"),
  ])
  func badDescriptions(yaml: String, expected: String) throws {
    try folder.file("data.yaml", yaml)
    try writePicture("images/a.png")
    let error = #expect(throws: DatasetError.self) { try convert() }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }
}
