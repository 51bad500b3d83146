import Foundation
import Testing

/// Help, wrong usage and wrong data of `wrn-train`, word for word.
@Suite struct WRNTrainUsageTests {
  private let tool = Tool(name: "wrn-train")
  private let folder = NSTemporaryDirectory()

  @Test(arguments: [
    [], ["cifar10"], ["cifar100"], ["svhn"], ["imagenet"], ["run"], ["eval"], ["predict"],
    ["export"], ["compare"], ["report"], ["summary"], ["models"], ["bench"],
  ])
  func helpShowsThreeExamplesIn80Columns(command: [String]) throws {
    let result = try tool.run(command + ["--help"], in: folder)
    #expect(result.exitCode == 0 && result.errorOutput.isEmpty)
    let usage = result.output.split(separator: "USAGE:")[0]
    #expect(usage.contains("\nExamples:\n"))
    let examples = usage.split(separator: "\n").filter { $0.hasPrefix("  wrn-train ") }
    #expect(examples.count == 3)
    for line in usage.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    // A line that the program wrapped shows as a short one amid a paragraph: none of the examples may.
    #expect(examples.allSatisfy { !$0.hasSuffix("--schedule") && !$0.hasSuffix("--width") })
  }

  @Test(arguments: [
    (["cifar10", "--depth", "27"], "depth must be 6n+4 (10, 16, 22, 28, 34, 40, ...), got 27."),
    (
      ["imagenet", "--depth", "51"],
      "depth must be 18, 34, 50, 101 or 152 for ImageNet networks, got 51."
    ),
    (
      ["cifar10", "--architecture", "resnet", "--depth", "28"],
      "depth must be 6n+2 (8, 14, 20, 26, 32, 38, ...) for resnet with B(3,3), got 28."
    ),
    (
      ["cifar10", "--architecture", "preact-resnet"],
      "--architecture preact-resnet needs --depth, such as 164."
    ),
    (
      ["cifar10", "--depth", "40", "--block", "3,3,3", "--deepening", "3"],
      "give --block or --deepening, not both: --deepening 3 is --block 3,3,3."
    ),
    (["bench", "cifar10", "--deepening", "0"], "deepening must be 1 to 8 convolutions, got 0."),
    (
      ["bench", "cifar10", "--block", "1,1"],
      "a block has 1 to 8 convolutions of size 1 or 3, not all 1, such as B(3,3) or B(1,3,1); got B(1,1)."
    ),
    (
      ["imagenet", "--dropout", "0.5"],
      "dropout must be 0 for ImageNet networks, whose blocks have none, got 0.5."
    ),
    (["cifar10", "--dropout", "1"], "dropout must be at least 0 and less than 1, got 1.0."),
    (
      ["cifar10", "--width", "0"],
      "width must be a positive factor such as 1, 1.5, 2 or 10 that leaves at least one channel, got 0."
    ),
    (["cifar10", "--epochs", "0"], "epochs must be 1 to 1,000,000, got 0."),
    (["cifar10", "--batch=-3"], "batch must be 1 to 65,536 pictures, got -3."),
    (["cifar10", "--lr", "nan"], "learningRate (--lr) must be greater than 0, got nan."),
    (
      ["cifar10", "--warmup", "300"],
      "schedule.warmupEpochs (--warmup) must be 0 to 200 epochs, got 300.0."
    ),
    (
      ["cifar10", "--warmup", "2", "--schedule", "one-cycle"],
      "warmup is for step and cosine; one-cycle has a rise of its own."
    ),
    (["cifar10", "--ema", "1"], "ema must be at least 0 and less than 1, got 1.0."),
    (
      ["cifar10", "--accumulation", "200"],
      "accumulation must be 1 to 128 parts, one picture at least in each, got 200."
    ),
    (["cifar10", "--evaluate-every", "0"], "evaluateEvery must be at least 1 epoch, got 0."),
    (["run"], "give a recipe, or --resume and a run."),
    (["run", "x.yaml", "--resume", "y"], "give a recipe, or --resume and a run."),
    (["imagenet", "--size", "8"], "pictureSize (--size) must be 32 to 1,024 pixels, got 8."),
    (["cifar100", "--threads", "0"], "--threads must be 1 to 1,024, got 0."),
    (["predict", "x", "y.png", "--top", "0"], "top must be at least 1, got 0."),
    (["eval", "x", "--batch", "0"], "batch must be 1 to 65,536 pictures, got 0."),
    (["bench", "cifar10", "--batch", "0"], "batch must be 1 to 65,536 pictures, got 0."),
    (["bench", "cifar10", "--steps", "0"], "steps must be 1 to 1,000,000, got 0."),
    (
      ["bench", "cifar10", "--depth", "27"],
      "depth must be 6n+4 (10, 16, 22, 28, 34, 40, ...), got 27."
    ),
    (
      ["bench", "imagenet", "--batch", "5000", "--size", "800x608"],
      "a step takes at most 268,435,456 pixels, got 5000 pictures of 800x608."
    ),
  ])
  func valuesOutOfRange(arguments: [String], message: String) throws {
    let result = try tool.run(arguments, in: folder)
    #expect(result.exitCode == 64)
    #expect(result.errorLines.first == "error: \(message)")
    #expect(result.output.isEmpty)
  }

  @Test(arguments: [
    ["--depht", "3"], ["cifar11"], ["cifar10", "--schedule", "exp"], ["predict"],
    ["bench", "cifar11"],
    ["bench", "cifar10", "--block", "3,x"], ["models", "--dataset", "mnist"],
    ["bench", "cifar10", "--size", "224x"], ["bench", "cifar10", "--mode", "both"], ["bench"],
  ])
  func wrongUsage(arguments: [String]) throws {
    let result = try tool.run(arguments, in: folder)
    #expect(result.exitCode == 64)
    #expect(result.errorOutput.hasPrefix("error: ") && result.output.isEmpty)
  }

  @Test(arguments: [
    (
      ["cifar10", "--data", "/no/such"],
      "there is no folder '/no/such'; name with --data the one that holds cifar-10-batches-bin/"
        + " (from https://www.cs.toronto.edu/~kriz/cifar.html)."
    ),
    (
      ["imagenet", "--data", "/no/such"],
      "there is no folder '/no/such'; name with --data the one that holds train/ and val/."
    ),
    (["eval", "no-such"], "there is no file or run 'no-such', neither here nor in 'runs'."),
    (
      ["predict", "no-such", "a.jpg"],
      "there is no file or run 'no-such', neither here nor in 'runs'."
    ),
    (
      ["cifar10", "--resume", "no-such"],
      "there is no run 'no-such', neither as a folder nor in 'runs'."
    ),
    (
      ["run", "/no/such.yaml"],
      "'/no/such.yaml' cannot be read; a recipe of a classifier in YAML was expected."
    ),
    (["eval", "/dev/null"], "'/dev/null' is not a file; a .safetensors file was expected."),
  ])
  func wrongData(arguments: [String], message: String) throws {
    let result = try tool.run(arguments, in: folder)
    #expect(result.exitCode == 1)
    #expect(result.errorOutput == "error: \(message)\n")
    #expect(result.output.isEmpty)
  }
}
