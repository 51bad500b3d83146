import TestSupport
import Detection
import Foundation
import Imaging
import Training

/// A detector that has learned nothing and takes a moment.
enum TinyDetector {
  static let categories = [
    DetectorCategory(id: 3, name: "cat"), DetectorCategory(id: 7, name: "dog"),
  ]

  static var settings: InferenceSettings {
    var settings = InferenceSettings()
    settings.size = ImageSizing(shortSide: 64, longSide: 96)
    settings.proposals.seeds = 200
    settings.proposals.activeBoxes = 20
    settings.proposals.limit = 10
    settings.refinedBoxes = 5
    return settings
  }

  static func make(
    categories: [DetectorCategory] = categories, seed: UInt64 = 1
  ) throws -> Detector {
    var architecture = DetectorArchitecture()
    architecture.trunk.width = 0.125
    architecture.narrowedChannels = 8
    architecture.proposals.objectnessUnits = 8
    architecture.proposals.localizationChannels = 8
    architecture.proposals.localizationCells = 8
    architecture.localization.channels = 8
    architecture.localization.cells = 8
    architecture.regions.reducedChannels = 8
    architecture.regions.towerUnits = 8
    return try Detector(architecture, categories: categories, seed: seed)
  }

  /// A picture of colour gradients.
  static func picture(width: Int = 80, height: Int = 60, seed: UInt8 = 0) -> Image {
    var image = Image(width: width, height: height, fill: Color(red: 0, green: 0, blue: 0))
    for y in 0..<height {
      for x in 0..<width {
        image[x, y] = Color(
          red: UInt8(truncatingIfNeeded: x &* 3) &+ seed, green: UInt8(truncatingIfNeeded: y &* 4),
          blue: UInt8(truncatingIfNeeded: x &* y))
      }
    }
    return image
  }
}

extension ScratchFolder {
  @discardableResult
  func write(_ text: String, _ name: String) throws -> String { try file(name, text) }

  @discardableResult
  func write(_ bytes: some Collection<UInt8>, _ name: String) throws -> String {
    try file(name, bytes)
  }

  @discardableResult
  func write(_ image: Image, _ name: String) throws -> String {
    try file(name, name.hasSuffix(".png") ? image.pngBytes() : image.jpegBytes())
  }

  /// Writes a tiny detector.
  func detector(
    _ name: String, categories: [DetectorCategory] = TinyDetector.categories
  ) throws -> String {
    try write("", name)
    try DetectorFile.write(
      try TinyDetector.make(categories: categories), inference: TinyDetector.settings,
      to: file(name))
    return file(name)
  }

  /// Sets the time of the last change, in seconds after some moment.
  func date(_ path: String, _ seconds: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1e9 + seconds)], ofItemAtPath: path)
  }
}
