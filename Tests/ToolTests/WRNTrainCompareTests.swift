import Foundation
import Imaging
import TestSupport
import Testing
import Training

/// `wrn-train compare` word for word, on run folders made here.
@Suite struct WRNTrainCompareTests {
  private let tool = Tool(name: "wrn-train")
  private let scratch = ScratchFolder()

  init() throws {
    try run("a", errors: [40, 20.29, 20.5])
    try run("b", errors: [42, 22]) { $0.seed = 2 }
    try run("c", errors: [30]) {
      $0.network.depth = 40
      $0.network.width = 4
      $0.learningRate = 0.05
    }
    try run("new", errors: [])
  }

  private func run(
    _ name: String, errors: [Double], change: (inout ClassifierRecipe) -> Void = { _ in }
  ) throws {
    var recipe = ClassifierRecipe(.cifar10)
    recipe.network.depth = 16
    recipe.network.width = 2
    recipe.setEpochs(3)
    recipe.schedule = LearningRateSchedule(kind: .cosine)
    change(&recipe)
    let log = errors.enumerated().map { index, error in
      """
      {"type":"epoch","epoch":\(index + 1),"epochs":3,"learningRate":0.1,"trainingLoss":1,\
      "trainingTop1":0.5,"loss":\(error / 20),"top1":\((100 - error) / 100),"seconds":100,\
      "imagesPerSecond":500}

      """
    }
    try scratch.file("runs/\(name)/config.yaml", try recipe.yaml())
    if !log.isEmpty { try scratch.file("runs/\(name)/log.jsonl", log.joined()) }
  }

  @Test func sideBySide() throws {
    let result = try tool.run("compare", "a", "runs/b/", "c", "new", in: scratch.path)
    #expect(result.exitCode == 0 && result.errorOutput.isEmpty, "\(result.errorOutput)")
    #expect(result.output == Self.table)
  }

  private static let table = """
    """

  @Test func jsonLines() throws {
    let result = try tool.run("compare", "a", "b", "--json", in: scratch.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(result.output == Self.lines)
  }

  private static let lines = """
    """

  @Test func aBrokenFolderDoesNotHideTheOthers() throws {
    try scratch.file("runs/empty/a.txt", "")
    try scratch.file("runs/foreign/config.yaml", "categories: 3\n")
    try scratch.file("runs/torn/config.yaml", try ClassifierRecipe(.cifar10).yaml())
    try scratch.file("runs/torn/log.jsonl", "{\"type\":\"epoch\",\n{\"type\":")
    let result = try tool.run(
      "compare", "none", "empty", "foreign", "torn", "a", in: scratch.path)
    #expect(result.exitCode == 1)
    #expect(
      result.errorLines == [
        "error: there is no run 'none', neither as a folder nor in 'runs'.",
        "error: 'runs/empty' is not the folder of a run: it has no 'config.yaml'.",
        "error: 'runs/foreign/config.yaml' is no configuration of a classifier: 'dataset' is missing.",
        "error: line 1 of 'runs/torn/log.jsonl' is not the JSON of an epoch; the file may be damaged.",
      ])
    #expect(result.lines.count == 2 && result.lines[1].hasPrefix("  a    WRN-16-2 "))
    let nothing = try tool.run("compare", "none", in: scratch.path)
    #expect(nothing.exitCode == 1 && nothing.output.isEmpty)
  }

  @Test(arguments: ["epoch", "time"])
  func plots(by: String) throws {
    for name in ["errors.png", "errors.svg"] {
      let result = try tool.run(
        "compare", "a", "b", "new", "--plot", name, "--by", by, in: scratch.path)
      #expect(result.exitCode == 0, "\(result.errorOutput)")
      #expect(result.errorOutput == "the errors are drawn in '\(name)'.\n")
    }
    #expect(try Image(contentsOfFile: scratch.file("errors.png")).width == 2 * 552)
    let svg = try scratch.text("errors.svg")
    #expect(svg.contains(by == "epoch" ? ">epoch</text>" : ">training time (minutes)</text>"))
    #expect(svg.contains(">a</text>") && svg.contains(">b</text>"))
  }

  @Test func wrongUsage() throws {
    for arguments in [["compare"], ["compare", "a", "--by", "day"]] {
      #expect(try tool.run(arguments, in: scratch.path).exitCode == 64)
    }
    let result = try tool.run("compare", "a", "--plot", "errors.pdf", in: scratch.path)
    #expect(result.exitCode == 64)
    #expect(
      result.errorLines.first
        == "error: --plot must end in .png, .jpg or .svg, got 'errors.pdf'.")
  }
}
