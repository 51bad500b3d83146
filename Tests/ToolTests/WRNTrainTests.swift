import Foundation
import Testing

/// `wrn-train` as people run it: training, evaluation, prediction.
@Suite struct WRNTrainTests {
  private let tool = Tool(name: "wrn-train")

  /// A network that trains in a moment.
  private static let tiny = [
    "imagenet", "--data", "data", "--depth", "18", "--width", "0.0625", "--size", "32", "--batch",
    "4",
    "--schedule", "one-cycle", "--threads", "1",
  ]

  private struct Epoch: Decodable {
    let type: String
    let epoch, epochs: Int
    let trainingLoss, loss, top1, top5, best, learningRate, imagesPerSecond: Double
  }

  private struct Evaluation: Decodable {
    let type, dataset: String
    let images, correct: Int
    let top1, top5, loss: Double
  }

  private struct Prediction: Decodable {
    struct Entry: Decodable {
      let `class`: String
      let index: Int
      let probability: Double
    }
    let type, path: String
    let top: [Entry]
  }

  private func decode<Value: Decodable>(_ lines: some Sequence<String>) throws -> [Value] {
    try lines.map { try JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
  }

  @Test func trainEvaluatePredict() throws {
    let folders = try ClassFolders.make()
    let trained = try tool.run(Self.tiny + ["--epochs", "3", "--json"], in: folders.path)
    #expect(trained.exitCode == 0, "\(trained.errorOutput)")
    let epochs: [Epoch] = try decode(trained.lines.dropLast())
    #expect(epochs.map(\.epoch) == [1, 2, 3] && epochs.allSatisfy { $0.epochs == 3 })
    #expect(epochs.allSatisfy { $0.type == "epoch" && (0...1).contains($0.top1) })
    #expect(epochs.last?.best == epochs.map(\.top1).max())
    let line = trained.errorLines.first ?? ""
    #expect(
      line.hasPrefix("WRN-18-0.0625, ")
        && line.hasSuffix(" weights, on 24 + 12 pictures; the run is 'runs/imagenet-1'."), "\(line)"
    )
    for name in ["config.yaml", "log.jsonl", "last", "best", "state"] {
      let file = name.contains(".") ? name : "\(name).safetensors"
      #expect(folders.exists("runs/imagenet-1/\(file)"))
    }

    let evaluated = try tool.run(["eval", "imagenet-1", "--json"], in: folders.path)
    #expect(evaluated.exitCode == 0, "\(evaluated.errorOutput)")
    let evaluations: [Evaluation] = try decode(evaluated.lines)
    let evaluation = try #require(evaluations.first)
    #expect(evaluation.type == "evaluation" && evaluation.dataset == "imagenet")
    #expect(evaluation.images == 12 && evaluation.top1 == epochs.last?.best)
    #expect(evaluation.correct == Int((evaluation.top1 * 12).rounded()))
    let text = try tool.run(["eval", "runs/imagenet-1/best.safetensors"], in: folders.path)
    #expect(text.output.hasPrefix("imagenet: \(evaluation.correct) of 12 pictures right, top-1 "))

    let pictures = ["data/val/red/0.png", "data/val/blue/1.png"]
    let predicted = try tool.run(
      ["predict", "imagenet-1"] + pictures + ["--top", "2", "--json"], in: folders.path)
    #expect(predicted.exitCode == 0, "\(predicted.errorOutput)")
    let predictions: [Prediction] = try decode(predicted.lines)
    #expect(predictions.map(\.path) == pictures)
    for prediction in predictions {
      #expect(prediction.type == "prediction" && prediction.top.count == 2)
      #expect(prediction.top.allSatisfy { ClassFolders.classNames[$0.index] == $0.class })
      #expect(prediction.top[0].probability >= prediction.top[1].probability)
    }
  }

  @Test func resultsGoToTheOutputAndProgressDoesNot() throws {
    let folders = try ClassFolders.make()
    let result = try tool.run(Self.tiny + ["--epochs", "1", "--output", "a/b"], in: folders.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(
      result.output.contains(
        /^error \d+\.\d\d % after 1 epoch\nbest \d+\.\d\d % at epoch 1; weights in 'a\/b\/best\.safetensors'\.\n$/
      ), "\(result.output)")
    #expect(result.errorOutput.contains("epoch 1/1  training loss "))
    #expect(!result.errorOutput.contains("\u{1B}") && !result.errorOutput.contains("\r"))
    let again = try tool.run(Self.tiny + ["--epochs", "1", "--output", "a/b"], in: folders.path)
    #expect(again.exitCode == 1)
    #expect(again.errorOutput.contains("error: 'a/b' is not empty"))
  }

  /// Ctrl-C in the middle, then `--resume`: the same bytes as without.
  @Test func interruptedAndResumed() throws {
    let folders = try ClassFolders.make()
    let arguments = Self.tiny + ["--epochs", "40"]
    let whole = try tool.run(arguments + ["--output", "whole"], in: folders.path)
    #expect(whole.exitCode == 0)

    let stopped = try tool.run(arguments + ["--output", "stopped"], in: folders.path) { process in
      let deadline = Date(timeIntervalSinceNow: 60)
      while !folders.exists("stopped/log.jsonl"), Date() < deadline { usleep(1000) }
      process.interrupt()
    }
    #expect(stopped.exitCode == 130)
    #expect(
      stopped.errorLines.last?.hasSuffix(
        "; continue with: wrn-train imagenet --resume stopped") == true)
    #expect(stopped.output.isEmpty)

    let resumed = try tool.run(["imagenet", "--resume", "stopped"], in: folders.path)
    #expect(resumed.exitCode == 0, "\(resumed.errorOutput)")
    for name in ["last.safetensors", "best.safetensors"] {
      #expect(try folders.data("stopped/\(name)") == folders.data("whole/\(name)"))
    }
    let log = String(decoding: try folders.data("stopped/log.jsonl"), as: UTF8.self)
    let epochs: [Epoch] = try decode(log.split(separator: "\n").map(String.init))
    #expect(epochs.map(\.epoch) == Array(1...40))
  }

  @Test func aBrokenPictureDoesNotStopTheOthers() throws {
    let folders = try ClassFolders.make()
    #expect(try tool.run(Self.tiny + ["--epochs", "1"], in: folders.path).exitCode == 0)
    try Data("<html>".utf8).write(to: URL(fileURLWithPath: folders.file("page.jpg")))
    let result = try tool.run(
      ["predict", "imagenet-1", "page.jpg", "none.png", "data/val/red/0.png", "--top", "1"],
      in: folders.path)
    #expect(result.exitCode == 1)
    #expect(result.lines.count == 1 && result.output.hasPrefix("data/val/red/0.png: "))
    #expect(
      result.errorLines == [
        "error: 'page.jpg' is not a JPEG or PNG picture: it looks like an HTML page"
          + " (a failed download?).",
        "error: 'none.png' does not exist.",
      ])
  }

  @Test func resumeKeepsTheRunsOwnOptions() throws {
    let folders = try ClassFolders.make()
    #expect(try tool.run(Self.tiny + ["--epochs", "1"], in: folders.path).exitCode == 0)
    let other = try tool.run(["cifar10", "--resume", "imagenet-1"], in: folders.path)
    #expect(other.exitCode == 1)
    #expect(
      other.errorOutput
        == "error: 'runs/imagenet-1' is a run of imagenet; continue with: wrn-train imagenet --resume"
        + " runs/imagenet-1\n")
    let changed = try tool.run(["imagenet", "--resume", "x", "--depth", "34"], in: folders.path)
    #expect(changed.exitCode == 64)
    #expect(changed.errorOutput.hasPrefix("error: --resume continues a run with its own"))
    let done = try tool.run(["imagenet", "--resume", "imagenet-1"], in: folders.path)
    #expect(done.exitCode == 0 && done.output.hasPrefix("error "))
  }

  @Test func weightsOfOtherClassesStartAnew() throws {
    let folders = try ClassFolders.make()
    #expect(try tool.run(Self.tiny + ["--epochs", "1"], in: folders.path).exitCode == 0)
    try FileManager.default.removeItem(atPath: folders.file("data/train/red"))
    try FileManager.default.removeItem(atPath: folders.file("data/val/red"))
    let result = try tool.run(
      Self.tiny + ["--epochs", "1", "--weights", "imagenet-1"], in: folders.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(
      result.errorOutput.contains(
        "': fc.weight, fc.bias; the last layer starts anew: the file has 3 classes, the data 2.\n"))
    let evaluated = try tool.run(
      ["eval", "imagenet-1", "--data", "data"], in: folders.path)
    #expect(evaluated.exitCode == 0, "\(evaluated.errorOutput)")
  }
}
