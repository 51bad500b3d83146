import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct ImageLocatorTests {
  let folder: ScratchFolder
  let image = COCOImage(id: 5, fileName: "000005.jpg", width: 10, height: 10)

  init() throws { folder = ScratchFolder() }

  @Test(arguments: [
    ("coco.json", "000005.jpg", "."),
    ("coco.json", "images/000005.jpg", "./images"),
    ("train.json", "train/000005.jpg", "./train"),
    ("_annotations.coco.json", "000005.jpg", "."),
    ("annotations/instances_val2017.json", "val2017/000005.jpg", "annotations/../val2017"),
    ("annotations/instances_val2017.json", "images/000005.jpg", "annotations/../images"),
    (
      "annotations/instances_val2017.json", "images/val2017/000005.jpg",
      "annotations/../images/val2017"
    ),
  ])
  func findsPictures(dataset: String, picture: String, expected: String) throws {
    try folder.file(picture, "x")
    let path = try folder.file(dataset, "{}")
    let locator = try ImageLocator(images: [image], datasetPath: path)
    let wanted = expected.hasPrefix(".") ? String(expected.dropFirst()) : "/" + expected
    #expect(locator.folder == folder.path + wanted)
    #expect(FileManager.default.fileExists(atPath: locator.path(of: image)))
  }

  @Test func explicitDirectoryOnly() throws {
    try folder.file("000005.jpg", "x")
    try folder.file("else/val/000005.jpg", "x")
    let path = try folder.file("val.json", "{}")
    let locator = try ImageLocator(
      images: [image], datasetPath: path, directory: "\(folder.path)/else")
    #expect(locator.folder == "\(folder.path)/else/val")
    let error = #expect(throws: DatasetError.self) {
      _ = try ImageLocator(images: [image], datasetPath: path, directory: "\(folder.path)/none")
    }
    #expect(
      error?.description.replacing(folder.path, with: "") == """
        the pictures of '/val.json' are not there: '000005.jpg' is not in '/none', '/none/val'; say where \
        they are with --images.
        """)
  }

  @Test func listsThePlacesTried() throws {
    let path = try folder.file("a/instances_x.json", "{}")
    let error = #expect(throws: DatasetError.self) {
      _ = try ImageLocator(images: [image], datasetPath: path)
    }
    let text = error?.description.replacing(folder.path, with: "") ?? ""
    for place in ["/a", "/a/x", "/a/images", "/a/../x", "/a/../images", "/a/../images/x"] {
      #expect(text.contains("'\(place)'"))
    }
  }

  @Test func namesTheFirstMissingFile() throws {
    try folder.file("000005.jpg", "x")
    let path = try folder.file("coco.json", "{}")
    let others = [6, 7].map { COCOImage(id: $0, fileName: "\($0).jpg", width: 1, height: 1) }
    let error = #expect(throws: DatasetError.self) {
      _ = try ImageLocator(images: others + [image], datasetPath: path)
    }
    #expect(
      error?.description.replacing(folder.path, with: "")
        == "'6.jpg' (image 6 of '/coco.json') and 1 more is not in ''.")
  }

  @Test(.enabled(if: RealData.has("cbc/instances_train.json")))
  func realDataSets() throws {
    for name in ["cbc", "coco-tiny"] {
      for split in ["train", "val"] {
        let path = "\(RealData.folder)/\(name)/instances_\(split).json"
        let dataset = try COCODataset(contentsOf: path, boxes: .strict)
        let locator = try ImageLocator(images: dataset.images, datasetPath: path)
        #expect(locator.folder.hasSuffix("\(name)/images"))
        #expect(!dataset.annotations.isEmpty)
      }
    }
  }
}
