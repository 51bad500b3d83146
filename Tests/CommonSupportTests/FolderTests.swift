import CommonSupport
import Foundation
import TestSupport
import Testing

@Suite struct FolderTests {
  let scratch = ScratchFolder()

  private func error(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func makesFoldersAboveAsWell() throws {
    try Folder.make(scratch.file("a/b/c"))
    try Folder.make(scratch.file("a/b"))
    #expect(Folder.exists(scratch.file("a/b/c")))
    try scratch.file("file", "")
    #expect(
      error { try Folder.make(scratch.file("file/x")) }
        == "cannot make the folder '\(scratch.file("file"))': a file has that name.")
  }

  @Test(arguments: [("a", "a/x"), ("a/", "a/x"), ("/", "/x"), (".", "./x"), ("", "x")])
  func pathsInFolders(folder: String, path: String) {
    #expect(Folder.path(of: "x", in: folder) == path)
  }

  @Test func aPlaceIsFreeOrAnOldFile() throws {
    try scratch.file("old.json", "")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("link.json"), withDestinationPath: "old.json")
    try Folder.checkPlace(ofFile: scratch.file("new.json"), butNot: [scratch.file("old.json")])
    try Folder.checkPlace(ofFile: scratch.file("old.json"))
    let link = scratch.file("link.json")
    #expect(
      error { try Folder.checkPlace(ofFile: link, butNot: [scratch.file("old.json")]) }
        == "cannot write '\(link)': it is one of the files that are read; choose another name.")
    #expect(
      error { try Folder.checkPlace(ofFile: scratch.path) }
        == "cannot write '\(scratch.path)': it is a folder.")
    #expect(
      error { try Folder.checkPlace(ofFile: scratch.file("no/x")) }
        == "cannot write '\(scratch.file("no/x"))': there is no folder '\(scratch.file("no"))'.")
    // A link is as good as the place that it leads to.
    let lost = scratch.file("lost.json")
    try FileManager.default.createSymbolicLink(atPath: lost, withDestinationPath: "no/x")
    #expect(
      error { try Folder.checkPlace(ofFile: lost) }
        == "cannot write '\(lost)': there is no folder '\(scratch.file("no"))'.")
  }
}
