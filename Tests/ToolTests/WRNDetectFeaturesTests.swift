import Checkpoints
import Datasets
import Detection
import Foundation
import TestSupport
import Testing
import Training

/// `init` and `features`.
@Suite struct WRNDetectFeaturesTests {
  private let tool = Tool(name: "wrn-detect")
  private let folder = ScratchFolder()

  private func write(_ boxes: [[Double]], _ name: String = "boxes.json") throws {
    try COCODetection.write(
      boxes.map {
        COCODetection(
          imageID: 1, categoryID: 1, bbox: COCOBox(x: $0[0], y: $0[1], width: $0[2], height: $0[3]),
          score: 1)
      }, to: folder.file(name))
  }

  private func failure(_ arguments: String...) throws -> String? {
    let result = try tool.run(arguments, in: folder.path)
    #expect(result.exitCode == 1 && result.output.isEmpty, "\(result.output)")
    return result.errorLines.last
  }

  @Test func initWritesAnUntrainedDetector() throws {
    try folder.write(
      "architecture: {trunk: {width: 0.125}, regions: {head: layer4}}\nseed: 5", "r.yaml")
    let result = try tool.run("init", "r.yaml", "d.safetensors", "--classes", "3", in: folder.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    let (detector, _) = try DetectorFile.read(folder.file("d.safetensors"))
    #expect(detector.architecture.regions.head == .layer4)
    #expect(detector.categories.map(\.name) == ["class 1", "class 2", "class 3"])
    let line = try #require(result.lines.first)
    #expect(line.hasPrefix("wrote 'd.safetensors': ") && line.hasSuffix(" weights, 3 classes."))
    let expected = try Detector(
      detector.architecture, categories: detector.categories, seed: 5)
    #expect(detector.store.all.map(\.value.scalars) == expected.store.all.map(\.value.scalars))
    _ = try tool.run(
      "init", "r.yaml", "e.safetensors", "--classes", "3", "--seed", "6", in: folder.path)
    let other = try DetectorFile.read(folder.file("e.safetensors")).detector
    #expect(other.store.all.map(\.value.scalars) != expected.store.all.map(\.value.scalars))
  }

  @Test func featuresOfBoxes() throws {
    try folder.write(TinyDetector.picture(), "a.png")
    _ = try folder.detector("d.safetensors")
    try write([[0, 0, 80, 60], [10, 20, 30, 20], [-5, 50, 20, 30]])
    let result = try tool.run(
      "features", "a.png", "boxes.json", "f.safetensors", "--weights", "d.safetensors",
      in: folder.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    let file = try SafetensorsFile(folder.file("f.safetensors"))
    // 85 x 64 pixels, padded to 96 x 64; two classes, eight cells, three vectors of LocNet.
    let shapes: [String: [Int]] = [
      "picture": [1, 3, 64, 96], "trunk.layer2": [1, 16, 8, 12], "trunk.layer3": [1, 32, 4, 6],
      "boxes": [3, 4], "vectors": [3, 16], "probabilities": [3, 2], "objectness": [3],
      "proposal_cells": [3, 2, 1, 1, 8], "proposal_boxes": [3, 1, 4], "cells": [3, 2, 1, 3, 8],
      "located_boxes": [3, 1, 4],
    ]
    #expect(Set(file.names) == Set(shapes.keys))
    for (name, shape) in shapes { #expect(file.shape(of: name)?.dimensions == shape, "\(name)") }
    let boxes = try file.tensor("boxes").scalars
    let (x, y) = (Float(85) / 80, Float(64) / 60)
    #expect(boxes[4..<8] == [10 * x, 20 * y, 40 * x, 40 * y])
    #expect(result.lines.count == shapes.count)
    let cells = try file.tensor("cells").scalars
    #expect(cells.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func badInput() throws {
    try folder.write(TinyDetector.picture(), "a.png")
    _ = try folder.detector("d.safetensors")
    try write([[0, 0, 80, 60], [10, 20, 0, 20]])
    #expect(
      try failure("features", "a.png", "boxes.json", "f.safetensors", "--weights", "d.safetensors")
        == "error: the box of results[1] in 'boxes.json' covers nothing; leave it out.")
    #expect(
      try failure("features", "a.png", "no.json", "f.safetensors")?.contains("'no.json'") == true)
    for name in ["a.png", "./boxes.json", "d.safetensors"] {
      try write([[0, 0, 80, 60]])
      let before = try folder.data(name)
      #expect(
        try failure("features", "a.png", "boxes.json", name, "--weights", "d.safetensors")
          == "error: cannot write '\(name)': it is one of the files that are read; choose another name."
      )
      #expect(try folder.data(name) == before)
    }
    #expect(try failure("init", "no.yaml", "d.safetensors")?.contains("'no.yaml'") == true)
    try folder.write("architecture: {regions: {head: circle}}", "r.yaml")
    #expect(
      try failure("init", "r.yaml", "x.safetensors")
        == "error: 'r.yaml' is no recipe of a detector: 'architecture.regions.head' is 'circle';"
        + " expected foveal or layer4.")
    let usage = try tool.run("init", "r.yaml", "x.safetensors", "--classes", "0", in: folder.path)
    #expect(usage.exitCode == 64)
    #expect(usage.errorOutput.contains("classes must be 1 to 10,000, got 0."))
  }
}
