import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct SVHNDatasetTests {
  let folder = ScratchFolder()

  /// Puts a file of `tools/make-dataset-fixtures` where a data set looks for it.
  func put(_ fixture: String, as name: String, _ change: (inout [UInt8]) -> Void = { _ in }) throws
  {
    let url = try #require(
      Bundle.module.url(forResource: fixture, withExtension: "mat", subdirectory: "Fixtures"))
    var bytes = [UInt8](try Data(contentsOf: url))
    change(&bytes)
    try folder.file(name, bytes)
  }

  func expect(
    _ dataset: SVHNDataset, _ index: Int, isDigit picture: Int, label: Int,
    location: SourceLocation = #_sourceLocation
  ) {
    #expect(dataset.label(at: index) == label, sourceLocation: location)
    guard case .pixels(let pixels, 32, 32) = dataset.picture(at: index) else {
      Issue.record("expected 32x32 pixels in memory", sourceLocation: location)
      return
    }
    let expected = (0..<32).flatMap { row in
      (0..<32).flatMap { column in
        (0..<3).map {
          UInt8(truncatingIfNeeded: picture * 37 + row * 5 + column * 11 + $0 * 71)
        }
      }
    }
    #expect(Array(pixels) == expected, sourceLocation: location)
  }

  @Test(arguments: ["digits", "digits-compressed"])
  func readsWhatSciPyWrote(fixture: String) throws {
    try put(fixture, as: "test_32x32.mat")
    let dataset = try SVHNDataset(split: .validation, directory: folder.path)
    #expect(dataset.count == 4)
    #expect(dataset.classNames == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
    for (index, label) in [0, 3, 9, 1].enumerated() {
      expect(dataset, index, isDigit: index, label: label)
    }
    #expect(
      dataset.notes.map { $0.replacing(folder.path, with: "") } == [
        "'/test_32x32.mat' holds 4 pictures, the official file 26,032."
      ])
  }

  /// One picture has no fourth dimension; labels may be of any class of numbers.
  @Test func readsOnePicture() throws {
    try put("one-digit", as: "svhn/test_32x32.mat")
    let dataset = try SVHNDataset(split: .validation, directory: folder.path)
    #expect(dataset.count == 1)
    expect(dataset, 0, isDigit: 0, label: 7)
  }

  @Test func trainsOnExtraPicturesAsWell() throws {
    try put("digits", as: "train_32x32.mat")
    let alone = try SVHNDataset(split: .train, directory: folder.path)
    #expect(alone.count == 4)
    #expect(
      alone.notes.contains {
        $0.hasSuffix("/extra_32x32.mat': training uses train_32x32.mat alone, the paper both.")
      })
    try put("one-digit", as: "extra_32x32.mat")
    let both = try SVHNDataset(split: .train, directory: folder.path)
    #expect(both.count == 5 && both.notes.count == 2)
    expect(both, 3, isDigit: 3, label: 1)
    expect(both, 4, isDigit: 0, label: 7)
  }

  func message(_ split: DatasetSplit = .validation, _ directory: String? = nil) -> String {
    let error = #expect(throws: DatasetError.self) {
      _ = try SVHNDataset(split: split, directory: directory ?? folder.path)
    }
    return error?.description.replacing(folder.path, with: "") ?? ""
  }

  @Test(arguments: [
    ("greys", "'X' in '/test_32x32.mat' is an array of [32, 32, 4]; with 4 labels"),
    ("fractions", "'X' in '/test_32x32.mat' is not an array of uint8."),
    ("label-11", "picture 1 in '/test_32x32.mat' has the label 11.0; digits are 1...9"),
    ("other-names", "'/test_32x32.mat' has no variable 'y'; it has 'images', 'labels'."),
    ("bomb", "'/test_32x32.mat' is damaged: a compressed element claims 1,536,000,"),
    ("meta", "'/test_32x32.mat' has no variable 'y'; it has 'synsets'."),
  ])
  func otherFiles(fixture: String, expected: String) throws {
    try put(fixture, as: "test_32x32.mat")
    let message = message()
    #expect(message.hasPrefix(expected), "\(message)")
  }

  /// A file that is broken in one way, and what is said of it.
  struct Damage: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let fixture: String
    let expected: String
    let change: @Sendable (inout [UInt8]) -> Void

    init(
      _ name: String, of fixture: String, _ expected: String,
      _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) {
      testDescription = name
      self.fixture = fixture
      self.expected = expected
      self.change = change
    }
  }

  static let damages = [
    Damage("empty", of: "digits", "no MATLAB file of version 5: it is 0 bytes long.") { $0 = [] },
    Damage("web-page", of: "digits", "begins with '<html>") { bytes in
      bytes.replaceSubrange(0..<6, with: Array("<html>".utf8))
      bytes[126] = 32
    },
    Damage("big-endian", of: "digits", "was written on a big-endian machine") {
      $0.swapAt(126, 127)
    },
    Damage("version-7.3", of: "digits", "it is of version 7.3 (HDF5); save it with -v7") {
      $0[125] = 2
    },
    Damage("cut-in-the-header", of: "digits", "it is 100 bytes long") { $0 = Array($0[..<100]) },
    Damage("cut-in-a-tag", of: "digits", "is cut short: an array ends at byte 136 of 131;") {
      $0 = Array($0[..<131])
    },
    Damage("cut", of: "digits", "is cut short: an array ends at byte 12,480 of 9,000;") {
      $0 = Array($0[..<9000])
    },
    Damage("cut-compressed", of: "digits-compressed", "is cut short: an array ends at") {
      $0.removeLast()
    },
    Damage("no-array", of: "digits", "is damaged: byte 128 begins no array.") { $0[128] = 9 },
    Damage("unknown-type", of: "digits", "is damaged: it has a part of the unknown type 99") {
      $0[136] = 99
    },
    Damage("negative-dimension", of: "digits", "an array has the dimensions [32, 32, 3, -") {
      $0[175] = 0x80
    },
    Damage("other-count", of: "digits", "is an array of [32, 32, 3, 5]; with 4 labels") {
      $0[172] = 5
    },
    Damage("part-too-long", of: "digits", "is damaged: ") { $0[188] = 0xFF },
    Damage("flipped-bit", of: "digits-compressed", "is damaged: ") { $0[700] ^= 16 },
    Damage("checksum", of: "digits-compressed", "is damaged: ") { bytes in
      // The last bytes of the first element.
      let count = Int(bytes[132]) + Int(bytes[133]) << 8
      bytes[135 + count] ^= 1
    },
  ]

  @Test(arguments: damages)
  func damagedFiles(damage: Damage) throws {
    try put(damage.fixture, as: "test_32x32.mat", damage.change)
    let message = message()
    #expect(message.contains(damage.expected), "\(message)")
    #expect(message.hasPrefix("'/test_32x32.mat' ") || message.hasPrefix("'X' in "), "\(message)")
  }

  /// No byte of a file may bring the reader down.
  @Test(arguments: ["digits", "digits-compressed", "one-digit", "meta"])
  func anyByteMayBeWrong(fixture: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: fixture, withExtension: "mat", subdirectory: "Fixtures"))
    let good = [UInt8](try Data(contentsOf: url))
    let last = min(good.count, 700)
    for (index, value) in (124..<last).flatMap({ i in [0x00, 0x0E, 0x7F, 0xFF].map { (i, $0) } }) {
      var bytes = good
      bytes[index] = UInt8(value)
      try folder.file("test_32x32.mat", bytes)
      _ = try? SVHNDataset(split: .validation, directory: folder.path)
      try folder.file("val/1.JPEG", "x")
      try folder.file("train/a/1.JPEG", "x")
      try folder.file("ILSVRC2012_validation_ground_truth.txt", "1\n")
      try folder.file("meta.mat", bytes)
      _ = try? ClassFolderDataset(root: folder.path, split: .validation)
    }
  }

  @Test func saysWhatIsMissing() throws {
    #expect(
      message(.train, folder.file("none"))
        == "there is no folder '/none'; name with --data the one that holds train_32x32.mat"
        + " (from http://ufldl.stanford.edu/housenumbers/).")
    #expect(message(.train).hasPrefix("neither '' nor a folder svhn in it holds train_32x32.mat"))
    try folder.file("train.tar.gz", "x")
    #expect(
      message(.train).hasPrefix(
        "'/train.tar.gz' is the version with whole pictures; the cropped one is read: fetch"))
    #expect(
      message(.train, folder.file("train.tar.gz")).hasPrefix(
        "'/train.tar.gz' is a file; expected its folder. It is the version with whole pictures;"))
    try folder.file("svhn/extra_32x32.mat", "x")
    #expect(message(.train).hasPrefix("there is no file '/svhn/train_32x32.mat'; fetch it of"))
  }

  @Test(.enabled(if: RealData.has("svhn/test_32x32.mat")))
  func realDataSet() throws {
    let dataset = try SVHNDataset(split: .validation, directory: "\(RealData.folder)/svhn")
    #expect(dataset.count == 26_032 && dataset.notes.isEmpty)
    #expect(dataset.label(at: 0) == 5)
  }
}
