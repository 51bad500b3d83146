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
    try run("a", errors: [40, 20.5, 21])
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
      run  network   data set    weights  epochs  best %  epoch  last %    loss  paper %  seed  images/s        time
      a    WRN-16-2   cifar10    691,674     3/3   20.50      2   21.00  1.0500        -     1       500  5 min 00 s
      b    WRN-16-2   cifar10    691,674     2/3   22.00      2   22.00  1.1000        -     2       500  3 min 20 s
      c    WRN-40-4   cifar10  8,949,210     1/3   30.00      1   30.00  1.5000        -     1       500  1 min 40 s
      new  WRN-16-2   cifar10    691,674     0/3       -      -       -       -        -     1         -           -

    Recipes differ in:
      network.depth  16 (a, b, new), 40 (c)
      network.width  2 (a, b, new), 4 (c)
      learningRate   0.1 (a, b, new), 0.05 (c)
      seed           1 (a, c, new), 2 (b)

    Runs that differ by the seed alone:
      runs                          error  n   mean  median    min    max
      a, b, new (not all finished)  best   2  21.25   21.25  20.50  22.00
                                    last   2  21.50   21.50  21.00  22.00

    """

  @Test func jsonLines() throws {
    let result = try tool.run("compare", "a", "b", "--json", in: scratch.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(result.output == Self.lines)
  }

  private static let lines = """
    {"type":"run","name":"a","path":"runs/a","network":"WRN-16-2","dataset":"cifar10","weights":691674,\
    "epochsDone":3,"epochs":3,"bestError":20.5,"bestEpoch":2,"lastError":21.0,"loss":1.05,"seed":1,\
    "seconds":300.0,"imagesPerSecond":500.0}
    {"type":"run","name":"b","path":"runs/b","network":"WRN-16-2","dataset":"cifar10","weights":691674,\
    "epochsDone":2,"epochs":3,"bestError":22.0,"bestEpoch":2,"lastError":22.0,"loss":1.1,"seed":2,\
    "seconds":200.0,"imagesPerSecond":500.0}
    {"type":"difference","key":"seed","values":["1","2"]}
    {"type":"group","runs":["a","b"],"seeds":[1,2],"isComplete":false,\
    "best":{"count":2,"mean":21.25,"median":21.25,"min":20.5,"max":22.0},\
    "last":{"count":2,"mean":21.5,"median":21.5,"min":21.0,"max":22.0}}

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
