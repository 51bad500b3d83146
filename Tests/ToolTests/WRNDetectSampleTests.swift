import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct WRNDetectSampleTests {
  let tool = Tool(name: "wrn-detect")
  let folder = ScratchFolder()

  private func sample(_ name: String, _ arguments: String...) throws -> Tool.Result {
    try tool.run(
      ["sample", name, "--train", "3", "--val", "2"] + arguments, in: folder.path)
  }

  private func files(_ name: String) throws -> [String: Data] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.file(name))
    return try Dictionary(
      uniqueKeysWithValues: paths.filter { $0.contains(".") }.map {
        ($0, try Data(contentsOf: URL(fileURLWithPath: folder.file("\(name)/\($0)"))))
      })
  }

  @Test func drawsADataSet() throws {
    let result = try sample("shapes/")
    #expect(result.exitCode == 0)
    #expect(result.output.isEmpty)
    #expect(
      result.errorLines == [
        "drew 3 pictures to train on and 2 to evaluate on in 'shapes'",
        "next: wrn-detect train shapes/train.json --val shapes/val.json",
      ])
    for (split, count) in [("train", 3), ("val", 2)] {
      let path = folder.file("shapes/\(split).json")
      let coco = try COCODataset(contentsOf: path, boxes: .strict)
      #expect(coco.images.count == count)
      #expect(coco.categories.map(\.name) == ["circle", "square", "triangle", "star", "cross"])
      let locator = try ImageLocator(images: coco.images, datasetPath: path)
      #expect(locator.folder == folder.file("shapes/\(split)"))
    }
  }

  @Test func namesInCommandsAreQuoted() throws {
    let result = try sample("my shapes")
    #expect(
      result.errorLines.last
        == "next: wrn-detect train 'my shapes/train.json' --val 'my shapes/val.json'")
  }

  @Test func theSeedDecidesEveryByte() throws {
    for (name, seed) in [("a", "7"), ("b", "7"), ("c", "8")] {
      #expect(try sample(name, "--seed", seed).exitCode == 0)
    }
    #expect(try files("a").count == 7)
    #expect(try files("a") == files("b"))
    #expect(try files("a") != files("c"))
  }

  @Test func nothingIsOverwritten() throws {
    #expect(try sample("shapes").exitCode == 0)
    let before = try files("shapes")
    let again = try sample("shapes", "--seed", "2")
    #expect(again.exitCode == 1)
    #expect(
      again.errorLines == [
        "error: 'shapes/train' exists already and is not overwritten; choose another folder, or"
          + " remove it."
      ])
    #expect(try files("shapes") == before)
    try folder.write("", "file")
    let inFile = try sample("file")
    #expect(inFile.exitCode == 1)
    #expect(inFile.errorLines == ["error: cannot make the folder 'file': a file has that name."])
    #expect(folder.names() == ["file", "shapes"])
    #expect(folder.names(in: "shapes") == ["train", "train.json", "val", "val.json"])
  }
}
