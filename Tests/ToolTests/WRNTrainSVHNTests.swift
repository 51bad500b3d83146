import Foundation
import TestSupport
import Testing

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
