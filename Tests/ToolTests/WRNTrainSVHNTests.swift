import Checkpoints
import Foundation
import NeuralNet
import TestSupport
import Testing
import WideResNet

/// `wrn-train svhn` on a handful of pictures in SciPy's files.
@Suite struct WRNTrainSVHNTests {
  private let tool = Tool(name: "wrn-train")
  private let folder = ScratchFolder()

  private func put(_ fixture: String, as name: String) throws {
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("DatasetsTests/Fixtures")
    let bytes = try Data(contentsOf: fixtures.appendingPathComponent("\(fixture).mat"))
    try folder.file(name, [UInt8](bytes))
  }

  @Test func trainsAndEvaluates() throws {
    try put("digits", as: "data/train_32x32.mat")
    try put("digits-compressed", as: "data/test_32x32.mat")
    let trained = try tool.run(
      "svhn", "--depth", "10", "--width", "0.25", "--batch", "2", "--epochs", "1", in: folder.path)
    #expect(trained.exitCode == 0, "\(trained.errorOutput)")
    #expect(
      trained.errorLines.prefix(3) == [
        "note: 'data/train_32x32.mat' holds 4 pictures, the official file 73,257.",
        "note: there is no 'data/extra_32x32.mat': training uses train_32x32.mat alone, the paper"
          + " both.",
        "note: 'data/test_32x32.mat' holds 4 pictures, the official file 26,032.",
      ])
    #expect(trained.errorOutput.contains(" weights, on 4 + 4 pictures; the run is 'runs/svhn-1'."))
    let configuration = try folder.text("runs/svhn-1/config.yaml")
    #expect(configuration.contains("normalization: unit\n"))
    let evaluated = try tool.run("eval", "svhn-1", in: folder.path)
    #expect(evaluated.exitCode == 0, "\(evaluated.errorOutput)")
    #expect(evaluated.output.hasPrefix("svhn: "))
  }

  /// The matrix is computed once and kept beside the data; the run has a copy.
  @Test func whitensAndEvaluates() throws {
    try put("digits", as: "data/train_32x32.mat")
    try put("digits-compressed", as: "data/test_32x32.mat")
    let arguments = [
      "svhn", "--depth", "10", "--width", "0.25", "--batch", "2", "--epochs", "1",
      "--normalization", "zca",
    ]
    for isFirst in [true, false] {
      let trained = try tool.run(arguments, in: folder.path)
      #expect(trained.exitCode == 0, "\(trained.errorOutput)")
      #expect(
        trained.errorOutput.contains("note: computing the ZCA whitening of 4 pictures") == isFirst)
    }
    #expect(folder.names(in: "data").count == 3)
    let outputs = try ["svhn-1", "svhn-2"].map { try tool.run("eval", $0, in: folder.path).output }
    #expect(outputs[0].hasPrefix("svhn: ") && outputs[0] == outputs[1])
  }

  /// Of weights that do not say what they were trained on.
  @Test func theDataSetIsWhatTheFolderHolds() throws {
    let store = ParameterStore()
    _ = try NetworkConfiguration(
      family: .cifar, architecture: .original, depth: 8, classes: 10
    ).makeNetwork(ParameterBuilder(store, seed: 1))
    // Another program's.
    try folder.file("repo/config.yaml", "defaults: [hydra]\n")
    try store.write(to: folder.file("repo/f.safetensors"), metadata: [:])
    try put("digits", as: "digits/test_32x32.mat")
    let arguments = ["eval", "repo/f.safetensors", "--mean", "0.5,0.5,0.5", "--std", "1,1,1"]
    let result = try tool.run(arguments + ["--data", "digits"], in: folder.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(result.output.hasPrefix("svhn: "))
    #expect(result.errorLines.contains("note: taken to be of svhn, which 'digits' holds."))

    let none = try tool.run(arguments + ["--data", "repo"], in: folder.path)
    #expect(
      none.errorLines.last
        == "error: 'repo/f.safetensors' does not say which data set it was trained on; of those with"
        + " 10 classes, 'repo' holds none. Give --dataset.")
    let named = try tool.run(arguments + ["--dataset", "svhn"], in: folder.path)
    #expect(named.errorLines.last?.hasPrefix("error: there is no folder 'data'") == true)
  }

  @Test func saysWhatIsMissing() throws {
    let result = try tool.run("svhn", "--data", "none", in: folder.path)
    #expect(result.exitCode == 1 && result.output.isEmpty)
    #expect(
      result.errorLines == [
        "error: there is no folder 'none'; name with --data the one that holds train_32x32.mat"
          + " (from http://ufldl.stanford.edu/housenumbers/)."
      ])
  }
}
