import Foundation
import TensorCore
import TestSupport
import Testing

/// `wrn-train run` as people run it, and what becomes of a run that is killed.
@Suite struct WRNTrainRecipeTests {
  private let tool = Tool(name: "wrn-train")

  /// A network that trains in a moment, with everything a run must remember.
  private static let recipe = """
    dataset: imagenet
    data: data
    network: {depth: 18, width: 0.0625, stochasticDepth: 0.2, classes: 3}
    pictureSize: 32
    augmentation: {erasing: 0.3}
    mixup: 0.2
    labelSmoothing: 0.1
    epochs: 30
    batch: 4
    accumulation: 2
    schedule: {kind: cosine, warmupEpochs: 1}
    weightDecayOnNorms: false
    ema: 0.9
    evaluateEvery: 2
    flipTest: true
    expected: {error: 23.39, top5Error: 7, source: Table 7}
    """

  private struct Result: Decodable {
    struct Expected: Decodable {
      let error: Double
      let source: String
      let epochs: Int?
    }
    let type: String
    let epoch, epochs, bestEpoch: Int
    let error, top5Error, bestError: Double
    let expected: Expected
    let best, last: String
  }

  private func folders(_ recipe: String = Self.recipe) throws -> ScratchFolder {
    let folders = try ClassFolders.make()
    try folders.file("recipe.yaml", recipe)
    return folders
  }

  /// The row's error is that of its network and its classes.
  @Test(arguments: [["--width", "0.125"], []])
  func anotherNetworkIsNotCompared(options: [String]) throws {
    let recipe =
      options.isEmpty ? Self.recipe.replacing("classes: 3", with: "classes: 1000") : Self.recipe
    let folders = try folders(recipe)
    let result = try tool.run(
      ["run", "recipe.yaml", "--epochs", "1"] + options, in: folders.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    let reason =
      options.isEmpty
      ? "1,000 classes, 'data' has 3; this run is not compared with it. If it is of these, the recipe"
        + " must say so: network: {classes: 3}."
      : "the recipe's network, which options change; this run is not compared with it."
    #expect(result.errorLines.first == "note: the error of Table 7 is of \(reason)")
    #expect(!result.output.contains("the paper's"))
    #expect(!(try folders.text("runs/imagenet-1/config.yaml")).contains("Table 7"))
  }

  @Test func theResultStandsBesideThePapers() throws {
    let folders = try folders()
    let text = try tool.run("run", "recipe.yaml", "--epochs", "3", in: folders.path)
    #expect(text.exitCode == 0, "\(text.errorOutput)")
    let pattern =
      /error \d+\.\d\d %, top-5 0\.00 % after 3 of 30 epochs; the paper's Table 7 has 23\.39 %, top-5 7\.00 %/
    #expect(text.lines.first?.wholeMatch(of: pattern) != nil, "\(text.output)")
    #expect(text.lines.last?.hasSuffix("; weights in 'runs/imagenet-1/best.safetensors'.") == true)

    let json = try tool.run("run", "--resume", "imagenet-1", "--json", in: folders.path)
    #expect(json.exitCode == 0 && json.lines.count == 1, "\(json.errorOutput)")
    let result = try JSONDecoder().decode(Result.self, from: Data(json.output.utf8))
    #expect(result.type == "result" && (result.epoch, result.epochs) == (3, 30))
    #expect(result.expected.error == 23.39 && result.expected.source == "Table 7")
    #expect(result.expected.epochs == 30 && result.last == "runs/imagenet-1/last.safetensors")
    #expect(result.bestError <= result.error && result.top5Error == 0)
  }

  @Test func theConfigurationOfARunIsARecipe() throws {
    let folders = try folders()
    let first = try tool.run(
      "run", "recipe.yaml", "--epochs", "2", "--seed", "5", "--no-flip-test", "--output", "first",
      in: folders.path)
    #expect(first.exitCode == 0, "\(first.errorOutput)")
    let configuration = try folders.text("first/config.yaml")
    for line in ["epochs: 2", "seed: 5", "flipTest: false", "ema: 0.9", "  classes: 3"] {
      #expect(configuration.split(separator: "\n").contains(Substring(line)), "\(line)")
    }
    let second = try tool.run(
      "run", "first/config.yaml", "--output", "second", "--threads", "1", in: folders.path)
    #expect(second.exitCode == 0, "\(second.errorOutput)")
    #expect(try folders.text("second/config.yaml") == configuration)
    for name in ["last", "best"] {
      #expect(
        try folders.data("first/\(name).safetensors")
          == folders.data("second/\(name).safetensors"))
    }
    let flipped = try tool.run("eval", "first", "--flip-test", in: folders.path)
    #expect(flipped.exitCode == 0 && flipped.output.hasPrefix("imagenet: "))
  }

  @Test func wrongRecipes() throws {
    let folders = try folders()
    func message(_ text: String, _ options: String...) throws -> (Int32, String) {
      try folders.file("wrong.yaml", text)
      let result = try tool.run(["run", "wrong.yaml"] + options, in: folders.path)
      return (result.exitCode, result.errorLines.first ?? "")
    }
    #expect(
      try message("dataset: imagenet\nnetwork: {dpeth: 18}")
        == (
          1,
          "error: 'wrong.yaml' has the unknown key 'network.dpeth'; did you mean 'network.depth'?"
        ))
    #expect(
      try message("dataset: imagenet\nepochs: [3]")
        == (
          1,
          "error: 'wrong.yaml' is no recipe of a classifier: 'epochs' is [3]; expected a single value."
        ))
    #expect(
      try message("dataset: imagenet", "--epochs", "0")
        == (64, "error: epochs must be 1 to 1,000,000, got 0."))
    #expect(try message("dataset: imagenet\nbatch: 0").0 == 1)
    let oneCycle = "dataset: imagenet\nschedule: {kind: one-cycle, warmupEpochs: 1}"
    #expect(
      try message(oneCycle)
        == (
          1,
          "error: 'wrong.yaml' cannot be followed: warmup is for step and cosine; one-cycle has a"
            + " rise of its own."
        ))
  }

  /// Killed at any moment and resumed, as often as it takes: the bytes of an uninterrupted run.
  @Test func killedAndResumed() throws {
    let folders = try folders()
    let whole = try tool.run(
      "run", "recipe.yaml", "--output", "whole", "--threads", "1", in: folders.path)
    #expect(whole.exitCode == 0, "\(whole.errorOutput)")

    var generator = RandomGenerator(seed: UInt64(Date().timeIntervalSince1970))
    func kill(_ process: Process, waitingFor file: String?) {
      let deadline = Date(timeIntervalSinceNow: 60)
      while let file, !folders.exists(file), process.isRunning, Date() < deadline { usleep(1000) }
      usleep(UInt32(generator.uniform(in: 0...300_000)))
      Glibc.kill(process.processIdentifier, SIGKILL)
    }
    // A run can be resumed from its first saved state on.
    let started = try tool.run(
      "run", "recipe.yaml", "--output", "killed", in: folders.path,
      started: { kill($0, waitingFor: "killed/state.safetensors") })
    #expect([0, 137].contains(started.exitCode))
    var kills = 1
    while kills < 6 {
      let resumed = try tool.run(
        "run", "--resume", "killed", in: folders.path, started: { kill($0, waitingFor: nil) })
      guard resumed.exitCode == 137 else { break }
      kills += 1
    }
    let finished = try tool.run("imagenet", "--resume", "killed", in: folders.path)
    #expect(finished.exitCode == 0, "\(finished.errorOutput)")
    #expect(finished.output == whole.output.replacing("'whole/", with: "'killed/"))
    for name in ["last.safetensors", "best.safetensors", "config.yaml"] {
      #expect(
        try folders.data("killed/\(name)") == folders.data("whole/\(name)"),
        "'\(name)' after \(kills) kills")
    }
    func log(_ run: String) throws -> [Substring] {
      try folders.text("\(run)/log.jsonl").split(separator: "\n").map {
        $0.replacing(/"(seconds|imagesPerSecond|waiting)":[^,}]*/, with: "")
      }
    }
    #expect(try log("killed") == log("whole"))
  }

  /// SIGTERM during an evaluation or a step: saved, and 130.
  @Test func terminatedAndResumed() throws {
    let folders = try folders()
    let whole = try tool.run("run", "recipe.yaml", "--output", "whole", in: folders.path)
    #expect(whole.exitCode == 0)
    let stopped = try tool.run("run", "recipe.yaml", "--output", "a run", in: folders.path) {
      let deadline = Date(timeIntervalSinceNow: 60)
      while !folders.exists("a run/log.jsonl"), Date() < deadline { usleep(1000) }
      $0.terminate()
    }
    #expect(stopped.exitCode == 130)
    #expect(
      stopped.errorLines.last?.hasSuffix("; continue with: wrn-train run --resume 'a run'")
        == true)
    #expect(try tool.run("run", "--resume", "a run", in: folders.path).exitCode == 0)
    #expect(try folders.data("a run/last.safetensors") == folders.data("whole/last.safetensors"))
  }
}
