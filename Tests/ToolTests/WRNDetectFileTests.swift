import Checkpoints
import Detection
import Foundation
import TensorCore
import TestSupport
import Testing
import Training

/// Detectors in files: what is written is read again, and what is no detector is refused with a
/// sentence.
@Suite struct WRNDetectFileTests {
  let folder = ScratchFolder()

  @Test func roundTripKeepsEveryBit() throws {
    let detector = try TinyDetector.make(seed: 7)
    var settings = TinyDetector.settings
    settings.votingOverlap = nil
    settings.scoreThreshold = 0.1
    try DetectorFile.write(detector, inference: settings, to: folder.file("d.safetensors"))
    let (read, inference) = try DetectorFile.read(folder.file("d.safetensors"))
    #expect(inference == settings)
    #expect(read.architecture == detector.architecture)
    #expect(read.categories == detector.categories)
    let image = TinyDetector.picture()
    let expected = detector.detect(image, settings)
    #expect(!expected.isEmpty)
    #expect(read.detect(image, inference) == expected)
    #expect(folder.names() == ["d.safetensors"])
  }

  @Test func everyTruncationIsASentence() throws {
    let path = try folder.detector("d.safetensors")
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let header = data.prefix(8).withUnsafeBytes { Int($0.loadUnaligned(as: UInt64.self)) }
    for count in [0, 7, 8, 100, 8 + header - 1, 8 + header, 8 + header + 4, data.count - 1] {
      let cut = try folder.write(data.prefix(count), "cut.safetensors")
      let message = try #require(failure(cut))
      #expect(message.contains("'\(cut)'") && message.hasSuffix("."), "\(message)")
    }
  }

  @Test func otherFiles() throws {
    #expect(failure(folder.file("no")) == "there is no file '\(folder.file("no"))'.")
    let classifier = folder.file("classifier.safetensors")
    try SafetensorsFile.write([("fc.weight", Tensor([2]))], metadata: [:], to: classifier)
    #expect(
      failure(classifier)
        == "'\(classifier)' holds a classifier; expected weights that 'wrn-detect train' has written."
    )
    let other = folder.file("other.safetensors")
    try SafetensorsFile.write([("x", Tensor([2]))], metadata: [:], to: other)
    #expect(
      failure(other)
        == "'\(other)' holds no detector; expected weights that 'wrn-detect train' has written.")
  }

  @Test func weightsOfAnotherDetector() throws {
    let message = try #require(
      try changed { tensors, _ in tensors.removeAll { $0.name == "proposals.objectness.fc7.bias" } }
    )
    #expect(
      message == "'\(folder.file("changed"))' holds weights of another network: 1 missing.\n"
        + "  it lacks proposals.objectness.fc7.bias")
    let wrong = try #require(
      try changed { _, metadata in
        metadata["wrn-detect.categories"] = #"[{"id":1,"name":"a"}]"#
      })
    #expect(wrong.contains("holds weights of another network: "))
    #expect(wrong.contains("\n  regions.classifier.weight is [18,"))
  }

  @Test(arguments: [
    ("format", "3", "is a detector file of version '3', and this program reads version 2;"),
    (
      "architecture", nil,
      "is damaged or from another version: there is no 'wrn-detect.architecture'"
    ),
    ("architecture", "{", "in 'wrn-detect.architecture', the text is not the JSON expected."),
    ("architecture", "{}", "in 'wrn-detect.architecture', 'trunk' is missing."),
    (
      "categories", #"[{"id":1,"name":"a"},{"id":"x","name":"b"}]"#,
      "'[1].id' has a value of the wrong kind; expected a whole number."
    ),
    ("categories", "[]", "describes a detector that cannot be: it has no categories."),
    (
      "categories", #"[{"id":1,"name":"a"},{"id":1,"name":"b"}]"#,
      "the categories 'a' and 'b' have the same id 1."
    ),
  ])
  func badMetadata(key: String, value: String?, expected: String) throws {
    let message = try #require(
      try changed { _, metadata in metadata["wrn-detect.\(key)"] = value })
    #expect(message.contains(expected), "\(message)")
  }

  /// Values that would trap, or fill the memory, if they were believed.
  @Test(arguments: [
    (
      "architecture", #""width":0.125"#, #""width":7e3"#,
      "describes a detector of at least"
    ),
    (
      "architecture", #""width":0.125"#, #""width":-1"#, "width must be a positive factor"
    ),
    ("architecture", #""depth":18"#, #""depth":51"#, "depth must be 18, 34"),
    (
      "architecture", #""levels":[2,3]"#, #""levels":[2,9000000000000000000]"#,
      "'trunk.levels' must be different layers"
    ),
    (
      "architecture", #""levels":[2,3]"#, #""levels":[]"#, "'trunk.levels' must be different layers"
    ),
    (
      "architecture", #""towerUnits":8"#, #""towerUnits":16384"#, "describes a detector of at least"
    ),
    (
      "architecture", #""towerUnits":8"#, #""towerUnits":-5"#,
      "'regions.towerUnits' must be in 1...16384"
    ),
    (
      "architecture", #""head":"foveal""#, #""head":"layer4""#, "describes a detector of at least"
    ),
    (
      "architecture", #""thresholds":[0.5,"#, #""thresholds":[1.5,"#,
      "'regions.thresholds' must be different overlaps between 0 and 1"
    ),
    (
      "architecture", #""isClassSpecific":false"#, #""isClassSpecific":true"#,
      "localization.fc_x.weight is [24,"
    ),
    (
      "architecture", #""model":"combined""#, #""model":"best""#, "'localization.model' has a value"
    ),
    ("architecture", #""foveal":[1,1.5]"#, #""foveal":[3]"#, "'regions.foveal[0]' has a value"),
    (
      "inference", #""seeds":200"#, #""seeds":9000000000000000000"#,
      "'proposals.seeds' must be in 1...100000"
    ),
    ("inference", #""shortSide":64"#, #""shortSide":0"#, "'size.shortSide' must be in 32...4096"),
    ("inference", #""overlap":0.4"#, #""overlap":-0.4"#, "'overlap' must be in 0...1, got -0.4."),
    (
      "inference", #""classThresholds":{}"#, #""classThresholds":{"cta":0.5}"#,
      "'classThresholds' names 'cta', which is no class of the detector."
    ),
    ("inference", #","limit":100"#, #","limit":1e300"#, "wrn-detect.inference"),
  ])
  func unbelievableMetadata(key: String, old: String, new: String, expected: String) throws {
    let found = try changed { _, metadata in
      let text = try #require(metadata["wrn-detect.\(key)"])
      #expect(text.contains(old), "\(text)")
      metadata["wrn-detect.\(key)"] = text.replacing(old, with: new)
    }
    let message = try #require(found)
    #expect(message.contains(expected), "\(message)")
  }

  @Test func newestPassesOverClassifiers() throws {
    let runs = folder.file("runs")
    #expect(DetectorFile.newest(in: runs) == nil)
    _ = try folder.detector("runs/detect-1/last.safetensors")
    _ = try folder.detector("runs/detect-2/best.safetensors")
    _ = try folder.detector("runs/detect-2/last.safetensors")
    try FileManager.default.createDirectory(
      atPath: "\(runs)/cifar10-1", withIntermediateDirectories: true)
    let classifier = "\(runs)/cifar10-1/best.safetensors"
    try SafetensorsFile.write([("fc.weight", Tensor([1]))], metadata: [:], to: classifier)
    try folder.date(classifier, 40)
    try folder.date("\(runs)/detect-1/last.safetensors", 30)
    try folder.date("\(runs)/detect-2/best.safetensors", 10)
    try folder.date("\(runs)/detect-2/last.safetensors", 20)
    #expect(DetectorFile.newest(in: runs) == "\(runs)/detect-1/last.safetensors")
    try folder.date("\(runs)/detect-2/last.safetensors", 35)
    #expect(DetectorFile.newest(in: runs) == "\(runs)/detect-2/best.safetensors")
  }

  private func failure(_ path: String) -> String? {
    do {
      _ = try DetectorFile.read(path)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// The error after a change to a good file.
  private func changed(
    _ change: (inout [(name: String, value: Tensor)], inout [String: String]) throws -> Void
  ) throws -> String? {
    let file = try SafetensorsFile(try folder.detector("good"))
    var tensors = try file.names.map { ($0, try file.tensor($0)) }.map { (name: $0.0, value: $0.1) }
    var metadata = file.metadata
    try change(&tensors, &metadata)
    try SafetensorsFile.write(tensors, metadata: metadata, to: folder.file("changed"))
    return failure(folder.file("changed"))
  }
}
