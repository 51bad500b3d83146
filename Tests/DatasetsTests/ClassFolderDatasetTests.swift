import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct ClassFolderDatasetTests {
  let folder: ScratchFolder

  init() throws { folder = ScratchFolder() }

  func message(_ split: DatasetSplit) -> String {
    let error = #expect(throws: DatasetError.self) {
      _ = try ClassFolderDataset(root: folder.path, split: split)
    }
    return error?.description.replacing(folder.path, with: "") ?? ""
  }

  @Test func ordersAsImageFolder() throws {
    let names = [
      "b/2.jpg", "b/10.JPEG", "b/sub/1.png", "b/sub-a/1.PNG", "B/z.jpeg", "a b/1.jpg", "é/1.jpg",
      "b/note.txt", "b/.hidden.jpg", ".cache/1.jpg", "readme.md",
    ]
    for name in names { try folder.file("train/\(name)", "x") }
    let dataset = try ClassFolderDataset(root: folder.path, split: .train)
    #expect(dataset.classNames == ["B", "a b", "b", "é"])
    #expect(
      (0..<dataset.count).map { dataset.path(at: $0).replacing("\(folder.path)/train/", with: "") }
        == [
          "B/z.jpeg", "a b/1.jpg", "b/10.JPEG", "b/2.jpg", "b/sub/1.png", "b/sub-a/1.PNG",
          "é/1.jpg",
        ])
    #expect((0..<dataset.count).map { dataset.label(at: $0) } == [0, 1, 2, 2, 2, 2, 3])
  }

  @Test func validationHasTheLabelsOfTraining() throws {
    for name in ["train/a/1.jpg", "train/b/1.jpg", "train/c/1.jpg", "val/c/1.jpg"] {
      try folder.file(name, "x")
    }
    let dataset = try ClassFolderDataset(root: folder.path, split: .validation)
    #expect(dataset.count == 1)
    #expect(dataset.label(at: 0) == 2)
    #expect(dataset.classNames == ["a", "b", "c"])
    try folder.file("val/d/1.jpg", "x")
    #expect(
      message(.validation)
        == "'/val' has the class 'd', which is not among the 3 classes of the training set.")
  }

  /// Weights of others are evaluated by those who have no training pictures.
  @Test func validationNeedsNoTrainingPictures() throws {
    for name in ["val/b/1.jpg", "val/a b/1.jpg", "val/B/1.jpg"] { try folder.file(name, "x") }
    try expectOwnClasses()
    // A folder with no class in it is no better than none.
    try folder.file("train/n01440764.tar", "x")
    try expectOwnClasses()
    try folder.file("train/c/1.jpg", "x")
    #expect(
      message(.validation)
        == "'/val' has the class 'B' and 2 more, which is not among the 1 classes of the training"
        + " set.")
  }

  private func expectOwnClasses() throws {
    let dataset = try ClassFolderDataset(root: folder.path, split: .validation)
    #expect(dataset.classNames == ["B", "a b", "b"])
    #expect((0..<dataset.count).map(dataset.label) == [0, 1, 2])
    #expect(dataset.notes.isEmpty)
  }

  @Test func saysWhatIsMissing() throws {
    try folder.file("val/cat/1.jpg", "x")
    #expect(
      message(.train) == "there is no folder '/train'; expected one folder per class in it.")
    try folder.file("train/readme", "x")
    #expect(message(.train) == "'/train' holds no class folders; expected '/train/<class>/*.jpg'.")
    try folder.file("train/1.jpg", "x")
    #expect(
      message(.train)
        == "'/train' holds 1 pictures without class folders; sort them into one folder per class.")
    try folder.file("train/cat/note.txt", "x")
    #expect(
      message(.train)
        == "the class folder '/train/cat' holds no .jpg, .jpeg or .png file; put pictures there or remove it."
    )
  }

  /// Folders whose names end as those of pictures do.
  @Test func foldersNamedLikePicturesAreFolders() throws {
    try folder.file("train/logo.png/1.jpg", "x")
    try folder.file("train/cat/old.jpg/2.jpg", "x")
    let dataset = try ClassFolderDataset(root: folder.path, split: .train)
    #expect(dataset.classNames == ["cat", "logo.png"])
    #expect(dataset.path(at: 0) == folder.file("train/cat/old.jpg/2.jpg") && dataset.count == 2)
  }

  @Test func linkLoopsEnd() throws {
    try folder.file("train/cat/1.jpg", "x")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/train/cat/loop", withDestinationPath: "\(folder.path)/train/cat")
    #expect(try ClassFolderDataset(root: folder.path, split: .train).count == 1)
  }

  @Test(.enabled(if: RealData.has("signdigits/train")))
  func realDataSet() throws {
    let root = "\(RealData.folder)/signdigits"
    #expect(try ClassFolderDataset(root: root, split: .train).count == 1644)
    let validation = try ClassFolderDataset(root: root, split: .validation)
    #expect(validation.count == 418)
    #expect(validation.classNames.count == 10)
  }
}
