import Foundation
import Imaging
import TestSupport
import Testing

/// `wrn-train report` on a run of the built program, with class names that are markup.
@Suite struct WRNTrainReportTests {
  private let tool = Tool(name: "wrn-train")

  private static let tiny = [
    "imagenet", "--data", "data", "--depth", "18", "--width", "0.0625", "--size", "32", "--batch",
    "4", "--schedule", "one-cycle", "--threads", "1", "--epochs", "1",
  ]

  /// A trained run.
  private func folders() throws -> ScratchFolder {
    let folders = try ClassFolders.make()
    for split in ["train", "val"] {
      try FileManager.default.moveItem(
        atPath: folders.file("data/\(split)/red"),
        toPath: folders.file("data/\(split)/<b>r&d \"'"))
    }
    let trained = try tool.run(Self.tiny, in: folders.path)
    #expect(trained.exitCode == 0, "\(trained.errorOutput)")
    return folders
  }

  @Test func aPageThatNeedsNothingElse() throws {
    let folders = try folders()
    let result = try tool.run("report", "imagenet-1", in: folders.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(result.output == "the report is 'runs/imagenet-1/report.html'.\n")
    #expect(folders.exists("runs/imagenet-1/curves.png"))
    let page = try folders.text("runs/imagenet-1/report.html")
    for heading in [
      "Curves", "Mistakes", "Confusions", "Accuracy of each class", "Calibration", "Recipe",
    ] {
      #expect(page.contains("<h2>\(heading)</h2>"))
    }
    #expect(page.contains("&lt;b&gt;r&amp;d &quot;&#39;") && !page.contains("<b>"))
    #expect(!page.contains("<script") && !page.contains("<link"))
    // Every picture is in the page itself.
    let sources = page.components(separatedBy: "src=\"").dropFirst()
    #expect(sources.allSatisfy { $0.hasPrefix("data:image/") })
    #expect(!page.replacing("http://www.w3.org/2000/svg", with: "").contains("http"))
    try expectBalanced(page)

    let evaluated = try tool.run(["eval", "imagenet-1"], in: folders.path)
    let right = try #require(
      evaluated.output.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    #expect(page.contains("\(12 - right) of 12 validation pictures are wrong"))
    #expect(sources.count == 12 - right)
    for source in sources {
      let text = source.prefix { $0 != "\"" }
      let data = try #require(
        text.firstIndex(of: ",").flatMap { Data(base64Encoded: String(text[$0...].dropFirst())) })
      let image = try Image(decoding: [UInt8](data), name: "mistake")
      #expect(image.width >= 40 && image.width <= 128)
    }
  }

  @Test func withoutPictures() throws {
    let folders = try folders()
    for name in ["data", "runs/imagenet-1/report.html"] {
      try FileManager.default.removeItem(atPath: folders.file(name))
    }
    let missing = try tool.run("report", "imagenet-1", in: folders.path)
    #expect(missing.exitCode == 1 && missing.output.isEmpty)
    #expect(missing.errorOutput.hasPrefix("error: there is no folder '"))
    #expect(!folders.exists("runs/imagenet-1/report.html"))
    let result = try tool.run(
      "report", "runs/imagenet-1", "--no-evaluation", "--output", "page.html", in: folders.path)
    #expect(result.exitCode == 0 && result.output == "the report is 'page.html'.\n")
    let page = try folders.text("page.html")
    #expect(page.contains("<h2>Curves</h2>") && !page.contains("<h2>Mistakes</h2>"))
    try expectBalanced(page)
  }

  @Test func noRun() throws {
    let folder = ScratchFolder()
    let result = try tool.run("report", "none", in: folder.path)
    #expect(result.exitCode == 1)
    #expect(
      result.errorOutput == "error: there is no run 'none', neither as a folder nor in 'runs'.\n")
  }

  /// Every element that is opened is closed, in its turn.
  private func expectBalanced(_ page: String) throws {
    let alone: Set<String> = ["meta", "br", "img", "!DOCTYPE"]
    var open: [String] = []
    for part in page.split(separator: "<").dropFirst() {
      let tag = part.prefix { $0 != ">" }
      let name = String(tag.prefix { !$0.isWhitespace && $0 != "/" || $0 == tag.first })
      if name.hasPrefix("/") {
        #expect(open.popLast() == String(name.dropFirst()))
      } else if !alone.contains(name), !tag.hasSuffix("/") {
        open.append(name)
      }
    }
    #expect(open.isEmpty, "\(open)")
  }
}
