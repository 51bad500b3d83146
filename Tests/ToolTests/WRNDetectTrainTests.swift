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
    evaluateEvery: 1
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
      folder.names(in: "runs/train-1").filter { !$0.hasPrefix("events.out.tfevents.") } == [
        "best.safetensors", "config.yaml", "curves.png", "last.safetensors", "log.jsonl",
        "state.safetensors",
      ])
    #expect(result.errorOutput.contains("best AP "))
    #expect(
      result.errorLines.suffix(2) == [
        "next: wrn-detect eval val.json --weights runs/train-1",
        "next: wrn-detect infer IMAGE --weights runs/train-1",
      ])
    let found = try tool.run("infer", "val", "--json", in: folder.path)
    #expect(found.exitCode == 0, "\(found.errorOutput)")
    #expect(found.lines.count == 2)

    let next = try train("train.json", "--weights", "train-1", "--epochs", "1")
    #expect(next.exitCode == 0, "\(next.errorOutput)")
    #expect(
      try folder.text("runs/train-2/config.yaml").contains(
        "  weights: \(folder.file("runs/train-1/best.safetensors"))\n"))
  }

  @Test func trainsOnGivenProposals() throws {
    try prepare()
    for name in ["train", "val"] {
      let made = try tool.run(
        "propose", "\(name).json", "--seeds-only", "--limit", "50", "--output", "\(name)-p.json",
        in: folder.path)
      #expect(made.exitCode == 0, "\(made.errorOutput)")
    }
    let given = ["--proposals", "train-p.json", "--val", "val.json"]
    let result = try tool.run(
      ["train", "train.json", "--config", "tiny.yaml", "--json", "--val-proposals", "val-p.json"]
        + given, in: folder.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(result.lines.count == 2)
    // Objectness and the proposals' places are not learned.
    #expect(result.lines.allSatisfy { $0.contains(#""objectness":0"#) })
    #expect(
      result.errorLines.contains(
        "note: the proposal network does not learn; 'infer' and 'eval' need --proposals as well."))
    let eval = try tool.run(
      "eval", "val.json", "--proposals", "val-p.json", "--json", in: folder.path)
    #expect(eval.exitCode == 0, "\(eval.errorOutput)")
    let other = try error("val.json", "--config", "tiny.yaml", "--proposals", "train-p.json")
    #expect(
      other?.hasSuffix(
        " in 'train-p.json' names image 3, which is not one of the pictures of 'val.json';"
          + " the proposals belong to other pictures.") == true, "\(other ?? "")")
    let incomplete = try tool.run(["train", "train.json"] + given, in: folder.path)
    #expect(incomplete.exitCode == 64)
    #expect(incomplete.errorLines.first?.contains("--val-proposals") == true)
    // Those held out have theirs in the same file.
    let heldOut = try tool.run(
      "train", "train.json", "--config", "tiny.yaml", "--proposals", "train-p.json", "--val",
      "0.34",
      in: folder.path)
    #expect(heldOut.exitCode == 0, "\(heldOut.errorOutput)")
  }

  @Test func optionsChangeTheRecipe() throws {
    try prepare()
    let result = try train(
      "train.json", "--config", "tiny.yaml", "--val", "0.34", "--ema", "0.9", "--accumulation", "2",
      "--patience", "3", "--evaluate-every", "2", "--drop-empty", "--schedule", "one-cycle",
      "--batch", "4", "--output", "here")
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(
      result.errorLines.contains("evaluated on 2 pictures, which are held out of training"))
    let recipe = try DetectorRun(
      yaml: String(contentsOfFile: folder.file("here/config.yaml"), encoding: .utf8), path: "x"
    ).recipe
    #expect(recipe.ema == 0.9 && recipe.accumulation == 2 && recipe.patience == 3)
    #expect(recipe.evaluateEvery == 2 && recipe.dropsEmpty && recipe.schedule.kind == .oneCycle)
    #expect(recipe.batch == 4 && recipe.learningRate == 0.04 && recipe.freezesBatchNorm == false)

    let next = try train(
      "train.json", "--config", "tiny.yaml", "--epochs", "1", "--weights", "here")
    #expect(next.exitCode == 0, "\(next.errorOutput)")
    #expect(
      next.errorOutput.contains("chosen: batch normalisation of the trunk stands still: its"))
    #expect(next.errorOutput.contains("note: there is nothing to evaluate on, so no AP"))
  }

  /// A recipe's own choices stay where no option says otherwise.
  @Test func optionsKeepWhatTheRecipeSays() throws {
    try prepare()
    try folder.write(
      Self.config.replacing("evaluateEvery: 1", with: "evaluateEvery: 3") + "\n"
        + "stages: [{epochs: 1}, {epochs: 1, learningRate: 0.004, frozen: [trunk]}]", "staged.yaml")
    let result = try train(
      "train.json", "--val", "val.json", "--config", "staged.yaml", "--epochs", "4", "--lr", "0.01",
      "--batch", "4", "--schedule", "step", "--output", "a run")
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    let recipe = try DetectorRun(
      yaml: String(contentsOfFile: folder.file("a run/config.yaml"), encoding: .utf8), path: "x"
    ).recipe
    #expect(recipe.batch == 4 && recipe.learningRate == 0.01 && recipe.evaluateEvery == 3)
    #expect(recipe.stages.map(\.epochs) == [2, 2])
    #expect(recipe.stages.map(\.learningRate) == [nil, 0.002])
    #expect(recipe.schedule.milestones == [2] && recipe.schedule.warmupEpochs == 1)
    #expect(
      result.errorLines.suffix(2) == [
        "next: wrn-detect eval val.json --weights 'a run'",
        "next: wrn-detect infer IMAGE --weights 'a run'",
      ])
  }

  /// There is no data: nothing is opened before the options are found wrong.
  @Test(arguments: [
    (["--batch", "0"], "batch must be 1 to 4,096 pictures, got 0."),
    (["--lr=-1"], "learningRate (--lr) must be greater than 0, got -1.0."),
    (
      ["--accumulation", "9"],
      "accumulation must be 1 to 4 parts, one picture at least in each, got 9."
    ),
    (
      ["--accumulation", "9", "--config", "tiny.yaml"],
      "accumulation must be 1 to 2 parts, one picture at least in each, got 9."
    ),
    (["--ema", "1"], "ema must be at least 0 and less than 1, got 1.0."),
    (["--evaluate-every", "0"], "evaluateEvery must be at least 1 epoch, got 0."),
    (["--patience=-1"], "patience must be 0 (for ever) or more epochs, got -1."),
    (
      ["--epochs", "5", "--warmup", "6"],
      "schedule.warmupEpochs (--warmup) must be 0 to 5 epochs, got 6.0."
    ),
    (
      ["--warmup", "6", "--config", "tiny.yaml"],
      "schedule.warmupEpochs (--warmup) must be 0 to 2 epochs, got 6.0."
    ),
    (
      ["--schedule", "one-cycle", "--warmup", "3"],
      "warmup is for step and cosine; one-cycle has a rise of its own."
    ),
  ])
  func valuesOutOfRange(arguments: [String], message: String) throws {
    try folder.write(Self.config, "tiny.yaml")
    let result = try tool.run(["train", "none.json"] + arguments, in: folder.path)
    #expect(result.exitCode == 64)
    #expect(result.errorLines.first == "error: \(message)")
    #expect(result.output.isEmpty)
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
      ["--resume", "x", "--ema", "0.9"], ["a.json", "--val", "1.5"], ["a.json", "--val", "0"],
      ["a.json", "--weights", "x", "--backbone", "y"],
      ["a.json", "--threads", "0"], ["a.json", "--size", "\(Int.max)"],
      ["a.json", "--epochs", "\(Int.max)"],
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
      try error("train.json", "--config", "no.yaml")
        == "error: 'no.yaml' cannot be read; a recipe of a detector in YAML was expected.")
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
