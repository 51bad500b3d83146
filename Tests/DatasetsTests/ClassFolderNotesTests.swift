import Datasets
import Foundation
import TestSupport
import Testing

/// What class folders say of pictures and classes that are left out.
@Suite struct ClassFolderNotesTests {
  let folder = ScratchFolder()

  func put(_ names: String...) throws {
    for name in names { try folder.file(name, "x") }
  }

  func dataset(_ split: DatasetSplit, classNames: [String]? = nil) throws -> ClassFolderDataset {
    try ClassFolderDataset(root: folder.path, split: split, classNames: classNames)
  }

  func notes(_ split: DatasetSplit, classNames: [String]? = nil) throws -> [String] {
    try dataset(split, classNames: classNames).notes.map { $0.replacing(folder.path, with: "") }
  }

  func message() -> String {
    let error = #expect(throws: DatasetError.self) { _ = try dataset(.train) }
    return error?.description.replacing(folder.path, with: "") ?? ""
  }

  @Test func otherFormats() throws {
    try put("train/ant/1.jpg", "train/bee/1.jpg", "val/ant/1.jpg", "val/bee/1.PNG")
    try put("train/ant/list.txt", "train/ant/Thumbs.db", "train/ant/.DS_Store")
    try put("train/ant/.9.webp", "train/bee/frames.gif/1.jpg", "train/montage.gif")
    #expect(try notes(.train).isEmpty)
    try put("train/ant/9.webp")
    #expect(
      try notes(.train) == [
        "1 picture in '/train' is not .jpg, .jpeg or .png: 'ant/9.webp'; it is left out."
      ])
    try put("train/ant/1.BMP", "train/ant/more/1.gif", "train/bee/1.Tif", "train/bee/1.tiff")
    #expect(
      try notes(.train) == [
        "5 pictures in '/train' are not .jpg, .jpeg or .png, such as 'ant/1.BMP'; they are left out."
      ])
    #expect(try dataset(.train).count == 3)
    #expect(try notes(.validation).isEmpty)
  }

  /// Where they are all that there is, the error tells of them.
  @Test func otherFormatsAlone() throws {
    try put("train/1.webp", "train/2.webp")
    #expect(
      message()
        == "'/train' holds no class folders; expected '/train/<class>/*.jpg'. 2 pictures in '/train'"
        + " are not .jpg, .jpeg or .png, such as '1.webp'; they are left out.")
    try put("train/ant/1.heic")
    #expect(
      message()
        == "the class folder '/train/ant' holds no .jpg, .jpeg or .png file; put pictures there or"
        + " remove it. 1 picture in '/train' is not .jpg, .jpeg or .png: 'ant/1.heic'; it is left"
        + " out.")
  }

  @Test func namesThatAreNoUTF8() throws {
    // The second has in its name, rightly, what stands for wrong bytes.
    try put("train/ant/1.jpg", "train/ant/a\u{FFFD}.jpg", "train/bee/1.jpg")
    #expect(try notes(.train).isEmpty)
    let file = path("train/ant/b", 0xFF, ".jpg")
    let stream = try #require(fopen(file, "w"))
    fclose(stream)
    defer { remove(file) }
    #expect(
      try notes(.train) == [
        "1 name in '/train' is no valid UTF-8: 'ant/b\u{FFFD}.jpg'; it is left out."
      ])
    let classFolder = path("train/caf", 0xE9, "")
    try #require(mkdir(classFolder, 0o755) == 0)
    defer { remove(classFolder) }
    #expect(
      try notes(.train) == [
        "2 names in '/train' are no valid UTF-8, such as 'caf\u{FFFD}'; they are left out."
      ])
    let dataset = try dataset(.train)
    #expect(dataset.classNames == ["ant", "bee"])
    #expect(dataset.count == 3)
    #expect((0..<3).allSatisfy { FileManager.default.fileExists(atPath: dataset.path(at: $0)) })
  }

  /// A path with one byte that is no character, as C has it.
  private func path(_ start: String, _ byte: UInt8, _ end: String) -> [CChar] {
    let bytes: [UInt8] = Array(folder.file(start).utf8) + [byte] + Array(end.utf8) + [0]
    return bytes.map { CChar(truncatingIfNeeded: $0) }
  }

  @Test func classesWithoutValidationPictures() throws {
    try put("train/ant/1.jpg", "train/bee/1.jpg", "train/cow/1.jpg", "val/bee/1.jpg")
    #expect(
      try notes(.validation) == [
        "2 of 3 classes have no picture in '/val', such as 'ant'; the error is of the others."
      ])
    try put("val/ant/1.jpg")
    #expect(
      try notes(.validation) == [
        "1 of 3 classes has no picture in '/val': 'cow'; the error is of the others."
      ])
    #expect(try notes(.train).isEmpty)
    try put("val/cow/1.jpg")
    #expect(try notes(.validation).isEmpty)
    // A network may know more classes.
    #expect(
      try notes(.validation, classNames: ["ant", "bee", "cow", "dog"]) == [
        "1 of 4 classes has no picture in '/val': 'dog'; the error is of the others."
      ])
  }
}
