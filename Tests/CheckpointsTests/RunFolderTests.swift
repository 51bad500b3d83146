import Checkpoints
import CommonSupport
import Foundation
import TestSupport
import Testing

@Suite struct RunFolderTests {
  let scratch = ScratchFolder()

  private func write(_ text: String, _ path: String) throws {
    try text.write(toFile: path, atomically: false, encoding: .utf8)
  }

  private func read(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test func numbersCountOn() throws {
    let root = scratch.path + "/a/runs"
    #expect(try RunFolder.create(name: "cifar10", in: root).path == "\(root)/cifar10-1")
    #expect(try RunFolder.create(name: "cifar10", in: root).path == "\(root)/cifar10-2")
    #expect(try RunFolder.create(name: "cifar", in: root).path == "\(root)/cifar-1")
    try FileManager.default.createDirectory(
      atPath: "\(root)/cifar10-41", withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: "\(root)/cifar10-best", withIntermediateDirectories: true)
    #expect(try RunFolder.create(name: "cifar10", in: root).path == "\(root)/cifar10-42")
  }

  @Test func outputMayBeNewOrEmpty() throws {
    let output = scratch.path + "/deep/er"
    #expect(try RunFolder.create(name: "x", output: output).path == output)
    let run = try RunFolder.create(name: "x", output: output)
    try run.writeConfiguration("depth: 16\n")
    #expect(throws: RunFolderError.notEmpty(output)) {
      try RunFolder.create(name: "x", output: output)
    }
    #expect(throws: RunFolderError.notAFolder(run.configurationFile)) {
      try RunFolder.create(name: "x", output: run.configurationFile)
    }
    #expect(try run.readConfiguration() == "depth: 16\n")
  }

  @Test func aFolderBelowAFileCannotBeMade() throws {
    try write("", scratch.path + "/file")
    let error = #expect(throws: PlaceError.self) {
      try RunFolder.create(name: "x", in: scratch.path + "/file/runs")
    }
    #expect(
      error?.description == "cannot make the folder '\(scratch.path)/file': a file has that name.")
  }

  @Test func resumingNeedsACheckpoint() throws {
    let root = scratch.path
    #expect(throws: RunFolderError.noSuchRun("x-1", root: root)) {
      try RunFolder.open("x-1", in: root)
    }
    let run = try RunFolder.create(name: "x", in: root)
    #expect(throws: RunFolderError.notResumable(run.path, missing: run.configurationFile)) {
      try RunFolder.open(run.path)
    }
    try run.writeConfiguration("a: 1\n")
    try write("", run.stateFile)
    #expect(try RunFolder.open(run.path + "/") == run)
    #expect(try RunFolder.open("x-1", in: root) == run)
  }

  @Test func resumingRemovesWhatAKilledProcessLeft() throws {
    let run = try RunFolder.create(name: "x", in: scratch.path)
    try run.writeConfiguration("a: 1\n")
    try write("", run.stateFile)
    let names = [".99999999-a.partial", ".\(getppid())-a.partial", ".\(getpid())-a.partial"]
    for name in names { try write("", "\(run.path)/\(name)") }
    _ = try RunFolder.open(run.path)
    let isLeft = names.map { FileManager.default.fileExists(atPath: "\(run.path)/\($0)") }
    #expect(isLeft == [false, true, false])
  }

  @Test func resumingShortensTheLog() throws {
    let run = try RunFolder.create(name: "x", in: scratch.path)
    try run.truncateLog(afterEpoch: 3)
    #expect(!FileManager.default.fileExists(atPath: run.logFile))
    let start = #"{"type":"start"}"#
    let epochs = (1...4).map { #"{"type":"epoch","epoch":\#($0),"loss":null}"# }
    for line in [start] + epochs { try run.appendLog(line) }
    try run.truncateLog(afterEpoch: 4)
    #expect(try read(run.logFile) == ([start] + epochs).joined(separator: "\n") + "\n")
    try run.truncateLog(afterEpoch: 2)
    #expect(try read(run.logFile) == "\(start)\n\(epochs[0])\n\(epochs[1])\n")
    // A crash tore the last line.
    try write("\(start)\n\(epochs[0])\n{\"type\":\"ep", run.logFile)
    try run.truncateLog(afterEpoch: 2)
    try run.appendLog(epochs[1])
    #expect(try read(run.logFile) == "\(start)\n\(epochs[0])\n\(epochs[1])\n")
    try run.truncateLog(afterEpoch: 0)
    #expect(try read(run.logFile) == start + "\n")
  }

  @Test func weightsOfARunOrAFile() throws {
    let root = scratch.path + "/runs"
    let run = try RunFolder.create(name: "x", in: root)
    #expect(throws: RunFolderError.noWeights(run.path)) {
      try RunFolder.weights(at: run.path + "/")
    }
    #expect(throws: RunFolderError.noSuchWeights("y-1", root: root)) {
      try RunFolder.weights(at: "y-1", in: root)
    }
    try write("", run.weightsFile(.last))
    #expect(try RunFolder.weights(at: run.path) == run.weightsFile(.last))
    try write("", run.weightsFile(.best))
    #expect(try RunFolder.weights(at: run.path) == run.weightsFile(.best))
    #expect(try RunFolder.weights(at: "x-1", in: root) == run.weightsFile(.best))
    #expect(try RunFolder.weights(at: run.path, preferring: .last) == run.weightsFile(.last))
    #expect(try RunFolder.weights(at: run.weightsFile(.last)) == run.weightsFile(.last))
    #expect(RunFolder.containing(run.weightsFile(.last)) == nil)
    try run.writeConfiguration("")
    #expect(RunFolder.containing(run.weightsFile(.last)) == run)
  }

  /// `/dev/full` answers every write as a full disk does.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullDiskIsASentence() throws {
    let run = try RunFolder.create(name: "x", in: scratch.path)
    try FileManager.default.createSymbolicLink(
      atPath: run.logFile, withDestinationPath: "/dev/full")
    #expect(throws: FileWriteError(path: run.logFile, code: ENOSPC)) { try run.appendLog("{}") }
  }
}
