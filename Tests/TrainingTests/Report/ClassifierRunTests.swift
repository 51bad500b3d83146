import Checkpoints
import Foundation
import Imaging
import TestSupport
import Testing
import Training

/// Runs as their folders tell of them.
@Suite struct ClassifierRunTests {
  private let scratch = ScratchFolder()

  private func run(
    _ log: String, name: String = "run", change: (inout ClassifierRecipe) -> Void = { _ in }
  ) throws -> ClassifierRun {
    var recipe = ClassifierRecipe(.cifar10)
    recipe.setEpochs(5)
    change(&recipe)
    try scratch.file("\(name)/config.yaml", try recipe.yaml())
    try scratch.file("\(name)/log.jsonl", log)
    return try ClassifierRun(try RunFolder.find(scratch.file(name)))
  }

  private let log = """
    {"type":"epoch","epoch":1,"top1":0.5,"loss":1.5,"seconds":10,"imagesPerSecond":100}
    {"type":"note","text":"of another kind"}
    {"type":"epoch","epoch":2,"trainingLoss":0.9,"seconds":30,"imagesPerSecond":200}
    {"type":"epoch","epoch":3,"top1":0.75,"loss":null}
    {"type":"epoch","epoch":4,"top1":0.75,"loss":1}
    {"type":"epoch","epoch":4,"top1":0.7,"loss":1.25}
    {"type":"epoch","epo
    """

  @Test func whatTheLogSays() throws {
    let run = try run(log)
    #expect(run.epochs.map(\.epoch) == [1, 2, 3, 4])
    #expect((run.epochsDone, run.isComplete) == (4, false))
    #expect(run.best?.error == 25 && run.best?.epoch == 3 && run.best?.loss == nil)
    let last = try #require(run.last)
    #expect(abs(last.error - 30) < 1e-9 && last.epoch == 4 && last.loss == 1.25)
    #expect(run.seconds == 40 && run.imagesPerSecond == 175)
    #expect(run.weightCount == 36_479_194)
    #expect(run.resumeCommand == "wrn-train cifar10 --resume \(scratch.file("run"))")
    let quoted = try self.run(log, name: "o'brien's run").resumeCommand
    #expect(quoted == "wrn-train cifar10 --resume '\(scratch.file("o'\\''brien'\\''s run"))'")
  }

  @Test func aRunWithoutEpochs() throws {
    let run = try run("")
    #expect(run.epochs.isEmpty && run.best == nil && run.last == nil)
    #expect(run.imagesPerSecond == nil && run.epochsDone == 0 && !run.isComplete)
    try ClassifierCurves.write(for: run.folder)
    #expect(!scratch.exists("run/curves.png"))
    try FileManager.default.removeItem(atPath: scratch.file("run/log.jsonl"))
    #expect(try ClassifierRun(run.folder).epochs.isEmpty)
  }

  @Test func damagedAndForeignFolders() throws {
    let error = #expect(throws: TrainingError.self) {
      try run("{\"type\":\"epoch\",\"epoch\":1}\n{\"type\":\"epoch\"}\n")
    }
    #expect(error?.description.hasPrefix("line 2 of '\(scratch.file("run"))/log.jsonl'") == true)
    #expect(throws: RunFolderError.self) { try RunFolder.find(scratch.file("none")) }
    try scratch.file("empty/a", "")
    let foreign = #expect(throws: CheckpointError.self) {
      try RunFolder.find(scratch.file("empty"))
    }
    #expect(
      foreign?.description
        == "'\(scratch.file("empty"))' is not the folder of a run: it has no 'config.yaml'.")
  }

  @Test func curvesAreDrawnAndNothingElseIsLeft() throws {
    let run = try run(log)
    try ClassifierCurves.write(for: run.folder)
    #expect(scratch.names(in: "run") == ["config.yaml", "curves.png", "log.jsonl"])
    #expect(try Image(contentsOfFile: run.folder.curvesFile).width == 2176)
    let svg = try ClassifierCurves(run).sheet.svg()
    #expect(
      svg.contains(">WRN-28-10 on cifar10, epoch 4 of 5, best error 25.00 % (epoch 3)</text>"))
  }

  @Test func dropsOfTheLearningRateAreMarked() throws {
    let lines = (1...5).map {
      "{\"type\":\"epoch\",\"epoch\":\($0),\"loss\":1,\"top1\":0.5,\"learningRate\":\($0 < 4 ? 0.1 : 0.02)}"
    }
    let run = try run(lines.joined(separator: "\n") + "\n") {
      $0.schedule = LearningRateSchedule(kind: .step, milestones: [4], factor: 0.2)
    }
    let sheet = ClassifierCurves(run).sheet
    for chart in sheet.charts {
      #expect(chart.moments.map(\.value) == [3] && chart.moments.map(\.label) == ["lr 0.02"])
    }
  }

  @Test func theExpectedErrorIsALine() throws {
    let lines = "{\"type\":\"epoch\",\"epoch\":1,\"loss\":1,\"top1\":0.5}\n"
    #expect(try run(lines).recipe.expected == nil)
    let yaml = try scratch.text("run/config.yaml")
    try scratch.file(
      "run/config.yaml", yaml + "expected:\n  error: 4.17\n  source: Table 5\n")
    let run = try ClassifierRun(try RunFolder.find(scratch.file("run")))
    #expect(run.recipe.expected?.error == 4.17 && run.recipe.expected?.source == "Table 5")
    let levels = ClassifierCurves(run).sheet.charts[1].levels
    #expect(levels.map(\.value) == [4.17])
    #expect(levels.map(\.label) == ["paper, Table 5: 4.17 %"])
    #expect(try ClassifierCurves(run).sheet.svg().contains("paper, Table 5: 4.17 %"))
  }

  @Test func differencesAndGroups() throws {
    func line(_ top1: Double, epoch: Int = 5) -> String {
      "{\"type\":\"epoch\",\"epoch\":\(epoch),\"top1\":\(top1)}\n"
    }
    let comparison = RunComparison([
      try run(line(0.9) + line(0.95, epoch: 3), name: "a"),
      try run(line(0.8), name: "b") {
        $0.seed = 2
        $0.data = "elsewhere"
      },
      try run(line(0.9), name: "c") {
        $0.network.depth = 16
        $0.learningRate = 0.3
      },
      try run(line(0.75, epoch: 2), name: "d") { $0.seed = 3 },
    ])
    #expect(comparison.names == ["a", "b", "c", "d"])
    #expect(
      comparison.differences.map(\.key) == ["network.depth", "learningRate", "seed"])
    #expect(
      comparison.differences.map(\.values) == [
        ["28", "28", "16", "28"], ["0.1", "0.1", "0.3", "0.1"], ["1", "2", "1", "3"],
      ])
    let group = try #require(comparison.groups.first)
    #expect(
      comparison.groups.count == 1 && group.members == [0, 1, 3] && group.seeds == [1, 2, 3])
    #expect(!group.isComplete && group.best?.count == 3)
    #expect(group.best?.min.rounded() == 5 && group.last?.min.rounded() == 10)
    #expect(group.last?.median.rounded() == 20 && group.last?.max.rounded() == 25)
  }

  /// For pictures in class folders, the folder is the data set.
  @Test func foldersOfPicturesAreDifferentData() throws {
    let runs = try ["a", "b"].map { name in
      try run("", name: name) {
        $0 = ClassifierRecipe(.imagenet)
        $0.data = name
        $0.seed = name == "a" ? 1 : 2
      }
    }
    let comparison = RunComparison(runs)
    #expect(comparison.differences.map(\.key) == ["data", "seed"])
    #expect(comparison.groups.isEmpty)
  }

  @Test func spread() throws {
    let odd = try #require(RunComparison.Spread([4, 1, 10]))
    #expect((odd.mean, odd.median, odd.min, odd.max) == (5, 4, 1, 10))
    #expect(RunComparison.Spread([4, 1, 10, 2])?.median == 3)
    #expect(RunComparison.Spread([]) == nil)
  }

  @Test func equalNamesBecomePaths() throws {
    let runs = [try run("", name: "x/1"), try run("", name: "y/1"), try run("", name: "y/2")]
    #expect(
      RunComparison(runs).names == [scratch.file("x/1"), scratch.file("y/1"), "2"])
  }

  @Test func errorsAgainstTime() throws {
    let lines = (1...3).map {
      "{\"type\":\"epoch\",\"epoch\":\($0),\"top1\":0.5,\"seconds\":3600}\n"
    }
    let comparison = RunComparison([try run(lines.joined())])
    let time = comparison.sheet(against: .time).charts[0]
    #expect(time.x.label == "training time (hours)")
    #expect(time.series[0].values.map(\.x) == [1, 2, 3])
    let epoch = comparison.sheet(against: .epoch).charts[0]
    #expect(epoch.series[0].values.map(\.x) == [1, 2, 3] && epoch.x.label == "epoch")
  }
}
