import Foundation
import TestSupport
import Testing

/// What happens to a run whose data or start is not what it was.
@Suite struct WRNTrainDataChangeTests {
  private static let tiny = [
    "imagenet", "--depth", "18", "--width", "0.0625", "--size", "32", "--batch", "4", "--lr",
    "0.01",
  ]

  private let tool = Tool(name: "wrn-train")

  /// A run of three epochs that was stopped by a validation picture that is cut short, after one.
  private func stoppedRun() throws -> ScratchFolder {
    let folders = try ClassFolders.make()
    let picture = try folders.data("data/val/red/0.png")
    try folders.file("data/val/red/0.png", picture.prefix(60))
    let stopped = try tool.run(
      Self.tiny + ["--data", "data", "--epochs", "3", "--output", "run"], in: folders.path)
    #expect(stopped.exitCode == 1)
    #expect(
      stopped.errorLines.contains(
        "saved step 6 of epoch 1; continue with: wrn-train imagenet --resume run"))
    #expect(stopped.errorLines.last?.contains("data/val/red/0.png' is cut short") == true)
    try folders.file("data/val/red/0.png", picture)
    return folders
  }

  private func move(_ folders: ScratchFolder, _ name: String, to other: String) throws {
    try FileManager.default.moveItem(atPath: folders.file(name), toPath: folders.file(other))
  }

  @Test func aBadValidationPictureCostsNoWork() throws {
    let folders = try stoppedRun()
    let resumed = try tool.run("imagenet", "--resume", "run", in: folders.path)
    #expect(resumed.exitCode == 0 && !resumed.errorOutput.contains("note:"))
    let whole = try tool.run(
      Self.tiny + ["--data", "data", "--epochs", "3", "--output", "whole"], in: folders.path)
    #expect(whole.exitCode == 0)
    #expect(
      try folders.data("run/last.safetensors") == folders.data("whole/last.safetensors"))
  }

  @Test func otherClassesAreRefused() throws {
    let folders = try stoppedRun()
    for split in ["train", "val"] {
      try move(folders, "data/\(split)/green", to: "data/\(split)/x")
    }
    let resumed = try tool.run("imagenet", "--resume", "run", in: folders.path)
    #expect(resumed.exitCode == 1)
    #expect(
      resumed.errorLines.last
        == "error: the run began with other classes: 'green' stands where the data has 'red' now."
        + " Give it its own data again, or start a new run from its weights with --weights.")
  }

  @Test func otherPicturesAreNoted() throws {
    let folders = try stoppedRun()
    try FileManager.default.removeItem(atPath: folders.file("data/val/green/1.png"))
    let resumed = try tool.run("imagenet", "--resume", "run", in: folders.path)
    #expect(resumed.exitCode == 0)
    #expect(
      resumed.errorLines.contains(
        "note: the run began with 24 + 12 pictures, there are 24 + 11 now; it goes on, but not to the"
          + " numbers it would have had."))
  }

  /// The run stands at step 6; with a picture less, an epoch has five.
  @Test func fewerTrainingPicturesAreNoted() throws {
    let folders = try stoppedRun()
    try FileManager.default.removeItem(atPath: folders.file("data/train/green/1.png"))
    let resumed = try tool.run("imagenet", "--resume", "run", in: folders.path)
    #expect(resumed.exitCode == 0, "\(resumed.errorOutput)")
    #expect(
      resumed.errorLines.contains(
        "note: the run began with 24 + 12 pictures, there are 23 + 12 now; it goes on, but not to the"
          + " numbers it would have had."))
  }

  @Test func theRunFollowsItsData() throws {
    let folders = try stoppedRun()
    try move(folders, "data", to: "moved")
    let resumed = try tool.run("imagenet", "--resume", "run", "--data", "moved", in: folders.path)
    #expect(resumed.exitCode == 0, "\(resumed.errorOutput)")
    #expect(try folders.text("run/config.yaml").contains("data: \(folders.file("moved"))\n"))
    #expect(try tool.run("eval", "run", in: folders.path).exitCode == 0)
  }

  @Test func theStartIsPartOfTheRecipe() throws {
    let folders = try ClassFolders.make()
    let arguments = Self.tiny + ["--data", "data", "--epochs", "1"]
    func train(_ name: String, _ options: String...) throws {
      let result = try tool.run(arguments + ["--output", name] + options, in: folders.path)
      #expect(result.exitCode == 0, "\(result.errorOutput)")
    }
    try train("first")
    try train("second", "--weights", "first", "--seed", "2")
    let line = "weights: \(folders.file("first/best.safetensors"))"
    #expect(try folders.text("second/config.yaml").contains(line + "\n"))
    let again = try tool.run(
      "run", "second/config.yaml", "--output", "again", in: folders.path)
    #expect(again.exitCode == 0, "\(again.errorOutput)")
    #expect(
      try folders.data("second/last.safetensors") == folders.data("again/last.safetensors"))

    let compared = try tool.run("compare", "first", "second", in: folders.path)
    #expect(compared.output.contains("none (first), \(folders.file("first/best.safetensors"))"))
    #expect(!compared.output.contains("Runs that differ by the seed alone"))
  }

  @Test func patienceIsNoInterruption() throws {
    let folders = try ClassFolders.make()
    let result = try tool.run(
      Self.tiny + [
        "--data", "data", "--epochs", "9", "--lr", "1e-12", "--patience", "1", "--output", "run",
      ], in: folders.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(
      result.errorLines.contains {
        $0.wholeMatch(of: /stopped after epoch \d: no better top-1 since epoch \d\./) != nil
      })
    #expect(try !folders.text("run/report.html").contains("--resume"))
  }

  @Test func moreEpochsThanThePaperAreTold() throws {
    let folders = try ClassFolders.make()
    try folders.file(
      "recipe.yaml",
      """
      dataset: imagenet
      data: data
      network: {depth: 18, width: 0.0625, classes: 3}
      pictureSize: 32
      epochs: 1
      batch: 4
      learningRate: 0.01
      schedule: {kind: cosine}
      expected: {error: 23.39, source: Table 7}
      """)
    let result = try tool.run("run", "recipe.yaml", "--epochs", "2", in: folders.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    let pattern = /error \d+\.\d\d % after 2 epochs; the paper's Table 7 has 23\.39 % after 1/
    #expect(result.lines.first?.wholeMatch(of: pattern) != nil, "\(result.output)")
  }

  @Test func anOutputWithoutNameIsRefused() throws {
    let folders = try ClassFolders.make()
    let result = try tool.run(
      Self.tiny + ["--data", "data", "--epochs", "1", "--output", ""], in: folders.path)
    #expect(result.exitCode == 1)
    #expect(
      result.errorLines.last
        == "error: --output is empty; name the run's folder, or leave --output out.")
  }

  @Test func thinNetworksHaveNoDropoutOfSVHN() throws {
    let folders = ScratchFolder()
    let result = try tool.run(
      "summary", "svhn", "--architecture", "resnet", "--depth", "20", in: folders.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
  }
}
