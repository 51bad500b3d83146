import CommonSupport
import Foundation
import TestSupport
import Testing

@Suite struct AtomicFileTests {
  let scratch = ScratchFolder()

  private func read(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test func aFailedWriteLeavesTheOldFile() throws {
    struct Stop: Error {}
    let path = scratch.path + "/file"
    try AtomicFile.write("old", to: path)
    #expect(throws: Stop.self) {
      try AtomicFile.write(to: path) { writer in
        try writer.write("new")
        throw Stop()
      }
    }
    #expect(try read(path) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["file"])
    try AtomicFile.write("new", to: path)
    #expect(try read(path) == "new")
  }

  @Test func linksAndDevicesStay() throws {
    let (link, path) = (scratch.path + "/link", scratch.path + "/file")
    try AtomicFile.write("old", to: path)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    try AtomicFile.write("new", to: link)
    #expect(try read(path) == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)

    let device = scratch.path + "/null"
    try FileManager.default.createSymbolicLink(atPath: device, withDestinationPath: "/dev/null")
    try AtomicFile.write("gone", to: device)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: device) == "/dev/null")
    #expect(throws: FileWriteError(path: scratch.path, code: EISDIR)) {
      try AtomicFile.write("", to: scratch.path)
    }
  }

  /// A link whose file does not exist yet, through another one and by its own folder.
  @Test func linksToNothingStay() throws {
    for name in ["links", "files"] { try Folder.make(scratch.file(name)) }
    let (first, second) = (scratch.file("first"), scratch.file("links/second"))
    let targets = [(first, "links/second"), (second, "../files/new")]
    for (link, target) in targets {
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    }
    try AtomicFile.write("text", to: first)
    #expect(try scratch.text("files/new") == "text")
    for (link, target) in targets {
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
    }
    #expect(scratch.names(in: "links") == ["second"] && scratch.names(in: "files") == ["new"])
  }

  @Test func linksThatLeadNowhereAreErrors() throws {
    let (loop, lost) = (scratch.file("loop"), scratch.file("lost"))
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: "loop")
    #expect(throws: FileWriteError(path: loop, code: ELOOP)) { try AtomicFile.write("", to: loop) }
    try FileManager.default.createSymbolicLink(atPath: lost, withDestinationPath: "none/file")
    #expect(throws: FileWriteError(path: scratch.file("none/file"), code: ENOENT)) {
      try AtomicFile.write("", to: lost)
    }
    #expect(scratch.names() == ["loop", "lost"])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: loop) == "loop")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: lost) == "none/file")
  }

  @Test func namesMayBeAsLongAsTheSystemTakes() throws {
    let path = scratch.path + "/" + String(repeating: "n", count: 255)
    try AtomicFile.write("text", to: path)
    #expect(try read(path) == "text")
    #expect(throws: FileWriteError(path: path + "n", code: ENAMETOOLONG)) {
      try AtomicFile.write("text", to: path + "n")
    }
  }

  /// What was written in part is not completed by what comes later.
  @Test func nothingFollowsAFailure() throws {
    let full = open("/dev/full", O_WRONLY)
    guard full >= 0 else { return }
    defer { close(full) }
    var writer = AtomicFile.Writer(descriptor: full, path: "full")
    let failure = FileWriteError(path: "full", code: ENOSPC)
    try writer.write("text")
    #expect(throws: failure) { try writer.synchronize() }
    #expect(throws: failure) { try writer.synchronize() }
  }

  @Test func writingSaysWhy() throws {
    let path = scratch.path + "/missing/file"
    #expect(throws: FileWriteError(path: path, code: ENOENT)) { try AtomicFile.write("", to: path) }
    #expect(
      FileWriteError(path: "a", code: ENOSPC).description
        == "the disk is full: 'a' could not be written. Free some space.")
    #expect(FileWriteError(path: "a", code: EACCES).description == "no permission to write 'a'.")
  }

  @Test func whatCanBeMadeAgainIsComplete() throws {
    let path = scratch.path + "/file"
    let text = String(repeating: "a line\n", count: 20_000)
    try AtomicFile.write("old", to: path)
    try AtomicFile.write(text, to: path, durably: false)
    #expect(try read(path) == text)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["file"])
  }
}
