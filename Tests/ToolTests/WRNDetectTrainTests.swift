import Datasets
import Foundation
import Imaging
import TestSupport
import Testing
import Training

@Suite struct WRNDetectTrainTests {
  private let tool = Tool(name: "wrn-detect")
  private let folder = ScratchFolder()

  /// A recipe that takes a second.
  private static let config = """
    architecture:
      trunk: {width: 0.0625}
      narrowedChannels: 4
      proposals: {objectnessUnits: 8, localizationChannels: 8}
      regions: {reducedChannels: 4, towerUnits: 8}
      localization: {channels: 8}
    inference:
      size: {shortSide: 64, longSide: 96}
      proposals: {seeds: 100, activeBoxes: 20}
    sampling: {regions: 8, localizationBoxes: 4, seeds: 60, proposals: 10}
    epochs: 2
    batch: 2
    evaluationInterval: 1
    """

  private func prepare() throws {
    var shapes = ShapesDataset(seed: 3)
    shapes.width = 96
    shapes.height = 64
    try shapes.write(to: folder.path, train: 6, val: 2)
    try folder.write(Self.config, "tiny.yaml")
  }

  private func train(_ arguments: String...) throws -> Tool.Result {
    try tool.run(["train"] + arguments, in: folder.path)
  }

  private func error(_ arguments: String...) throws -> String? {
    let result = try tool.run(["train"] + arguments, in: folder.path)
    #expect(result.exitCode == 1, "\(result.errorOutput)")
    #expect(result.output.isEmpty)
    return result.errorLines.last
  }

  @Test func trainsAndTheRunCanBeUsed() throws {
    try prepare()
    let result = try train("train.json", "--val", "val.json", "--config", "tiny.yaml", "--json")
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(result.lines.count == 2)
    #expect(result.lines.allSatisfy { $0.hasPrefix(#"{"type":"epoch","epoch":"#) })
    #expect(result.errorLines.contains("saving to runs/train-1"))
    #expect(
      folder.names(in: "runs/train-1") == [
        "best.safetensors", "config.yaml", "last.safetensors", "log.jsonl", "state.safetensors",
      ])
    let found = try tool.run("infer", "val", "--json", in: folder.path)
    #expect(found.exitCode == 0, "\(found.errorOutput)")
    #expect(found.lines.count == 2)
  }

  @Test func interruptedRunsAreResumed() throws {
    try prepare()
    let interrupted = try tool.run(
      "train", "train.json", "--config", "tiny.yaml", "--epochs", "100000", in: folder.path
    ) { process in
      // The first epoch writes the log.
      while !folder.names(in: "runs/train-1").contains("log.jsonl") { usleep(20_000) }
      process.interrupt()
    }
    #expect(interrupted.exitCode == 130)
    #expect(
      interrupted.errorLines.last?.firstMatch(
        of:
          #/^saved after \d+ epochs and \d+ steps; go on with: wrn-detect train --resume runs/train-1$/#
      ) != nil, "\(interrupted.errorOutput)")
    let resumed = try tool.run("train", "--resume", "train-1", in: folder.path) { process in
      usleep(500_000)
      process.interrupt()
    }
    #expect(resumed.exitCode == 130)
    #expect(resumed.errorOutput.contains("going on with runs/train-1 after "))
  }

  @Test func wrongUsageExitsWith64() throws {
    for arguments in [
      [], ["a.json", "--resume", "x"], ["--resume", "x", "--config", "y"],
      ["a.json", "--threads", "0"],
    ] {
      let result = try tool.run(["train"] + arguments, in: folder.path)
      #expect(result.exitCode == 64)
      #expect(result.errorOutput.hasPrefix("error: "))
    }
  }

  @Test func badInputGetsOneSentence() throws {
    try prepare()
    #expect(try error("no.json")?.hasPrefix("error: there is no file ") == true)
    #expect(try error("tiny.yaml")?.hasPrefix("error: ") == true)
    #expect(
      try error("train.json", "--config", "no.yaml") == "error: cannot read the recipe 'no.yaml'.")
    #expect(
      try error("train.json", "--config", "tiny.yaml", "--lr=-1")
        == "error: lr must be greater than 0, got -1.0.")
    #expect(try error("--resume", "nothing")?.contains("'nothing'") == true)
    #expect(
      try error("train.json", "--config", "tiny.yaml", "--backbone", "no.safetensors")?
        .contains("'no.safetensors'") == true)
    #expect(folder.names(in: "runs").isEmpty)

    try folder.write(
      #"{"images":[{"id":1,"file_name":"train/0001.jpg","width":96,"height":64}],"annotations":[],"#
        + #""categories":[{"id":1,"name":"a"}]}"#, "empty.json")
    #expect(
      try error("empty.json", "--config", "tiny.yaml")
        == "error: 'empty.json' has no objects to learn: its 'annotations' are empty or crowds only."
    )
  }

  @Test func aCorruptPictureEndsTrainingWithItsName() throws {
    try prepare()
    try folder.write("no picture", "train/0003.jpg")
    let text = try error("train.json", "--config", "tiny.yaml")
    #expect(text?.contains("train/0003.jpg'") == true)
  }
}
