import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct CIFARDatasetTests {
  let folder: ScratchFolder

  init() throws { folder = ScratchFolder() }

  /// `count` records whose red, green and blue planes are distinguishable at each pixel.
  func records(_ variant: CIFARVariant, labels: [UInt8]) -> [UInt8] {
    labels.flatMap { label -> [UInt8] in
      let planes = (0..<3).flatMap { channel in
        (0..<1024).map { UInt8(truncatingIfNeeded: $0 + channel * 50 + Int(label)) }
      }
      return (variant == .cifar10 ? [label] : [19, label]) + planes
    }
  }

  @Test(arguments: CIFARVariant.allCases)
  func interleavesPlanes(variant: CIFARVariant) throws {
    let bytes = records(variant, labels: [3, 9])
    let batch = try CIFARDataset.decode(bytes, variant: variant, records: 2, path: "x.bin")
    #expect(batch.labels == [3, 9])
    #expect(batch.pixels.count == 2 * 3072)
    #expect(Array(batch.pixels[..<6]) == [3, 53, 103, 4, 54, 104])
    #expect(Array(batch.pixels[3072 + 3 * 33..<3072 + 3 * 34]) == [42, 92, 142])
  }

  @Test func wrongSizesAndLabels() {
    func message(_ bytes: [UInt8], _ variant: CIFARVariant) -> String? {
      #expect(throws: DatasetError.self) {
        _ = try CIFARDataset.decode(bytes, variant: variant, records: 2, path: "x.bin")
      }?.description
    }
    let good = records(.cifar10, labels: [3, 9])
    #expect(
      message(good.dropLast(), .cifar10)
        == "'x.bin' is 6,145 bytes; this CIFAR-10 file is 6,146: the download may be cut short.")
    #expect(
      message(good + [0], .cifar10)
        == "'x.bin' is 6,147 bytes; this CIFAR-10 file is 6,146: it is another file of that name.")
    #expect(
      message(records(.cifar10, labels: [3, 10]), .cifar10)
        == "record 1 of 'x.bin' has the label 10; CIFAR-10 labels are 0...9. Is it the binary version of CIFAR-10?"
    )
    #expect(message(records(.cifar100, labels: [3, 100]), .cifar100)?.contains("100") == true)
    #expect(message([], .cifar10)?.hasPrefix("'x.bin' is 0 bytes") == true)
  }

  @Test func saysWhatIsMissing() throws {
    func message(_ directory: String) -> String {
      let error = #expect(throws: DatasetError.self) {
        _ = try CIFARDataset(.cifar10, split: .train, directory: directory)
      }
      return error?.description.replacing(folder.path, with: "") ?? ""
    }
    #expect(
      message("\(folder.path)/none")
        == "there is no folder '/none'; name with --data the one that holds cifar-10-batches-bin/"
        + " (from https://www.cs.toronto.edu/~kriz/cifar.html).")
    #expect(message(folder.path).hasPrefix("'' holds neither data_batch_1.bin nor the folder"))
    try folder.file("cifar-10-binary.tar.gz", "x")
    #expect(message(folder.path).contains("run: tar -xzf /cifar-10-binary.tar.gz -C "))
    #expect(
      message(folder.file("cifar-10-binary.tar.gz"))
        == "'/cifar-10-binary.tar.gz' is a file; expected its folder. It is not unpacked yet; run: tar"
        + " -xzf /cifar-10-binary.tar.gz -C ")
    try folder.file("cifar-10-batches-bin/test_batch.bin", "x")
    #expect(
      message(folder.path)
        == "there is no file '/cifar-10-batches-bin/data_batch_1.bin'; unpack the whole archive.")
  }

  @Test(arguments: ["cifar-10-python.tar.gz", "cifar-10-matlab.tar.gz", "cifar-10-batches-py/x"])
  func otherVersions(file: String) throws {
    try folder.file(file, "x")
    let error = #expect(throws: DatasetError.self) {
      _ = try CIFARDataset(.cifar10, split: .train, directory: folder.path)
    }
    let name = file.split(separator: "/")[0]
    #expect(
      error?.description.replacing(folder.path, with: "")
        == "'/\(name)' is another version; the binary one is read: fetch"
        + " https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz and run: tar -xzf"
        + " cifar-10-binary.tar.gz -C ")
  }

  /// Five files that hold almost nothing, and take no room on the disk.
  @Test func readsAWholeTrainingSet() throws {
    let inner = "cifar-10-batches-bin"
    try folder.file(
      "\(inner)/batches.meta.txt", (0..<10).map { "class\($0)" }.joined(separator: "\n"))
    for number in 1...5 {
      let name = "\(inner)/data_batch_\(number).bin"
      try folder.file(name, records(.cifar10, labels: [UInt8(number)]))
      let file = try #require(FileHandle(forUpdatingAtPath: folder.file(name)))
      try file.truncate(atOffset: 30_730_000)
      try file.seek(toOffset: 30_730_000 - 3073)
      try file.write(contentsOf: records(.cifar10, labels: [UInt8(number + 1)]))
      try file.close()
    }
    let dataset = try CIFARDataset(.cifar10, split: .train, directory: folder.path)
    #expect(dataset.count == 50_000 && dataset.classNames == (0..<10).map { "class\($0)" })
    for number in 1...5 {
      for (index, label) in [((number - 1) * 10_000, number), (number * 10_000 - 1, number + 1)] {
        #expect(dataset.label(at: index) == label)
        guard case .pixels(let pixels, 32, 32) = dataset.picture(at: index) else {
          Issue.record("expected pixels in memory")
          return
        }
        #expect(pixels.prefix(3).map(Int.init) == [label, label + 50, label + 100])
      }
      #expect(dataset.label(at: number * 10_000 - 2) == 0)
    }
  }

  @Test func readsAWholeSplit() throws {
    let labels = (0..<10_000).map { UInt8($0 % 100) }
    try folder.file("cifar-100-binary/test.bin", records(.cifar100, labels: labels))
    try folder.file(
      "cifar-100-binary/fine_label_names.txt",
      (0..<100).map { "class\($0)" }.joined(separator: "\n") + "\n\n")
    for directory in [folder.path, "\(folder.path)/cifar-100-binary"] {
      let dataset = try CIFARDataset(.cifar100, split: .validation, directory: directory)
      #expect(dataset.count == 10_000)
      #expect(dataset.classNames.count == 100)
      #expect(dataset.label(at: 9_957) == 57)
      guard case .pixels(let pixels, 32, 32) = dataset.picture(at: 9_957) else {
        Issue.record("expected pixels in memory")
        return
      }
      #expect(Array(pixels.prefix(3)) == [57, 107, 157])
    }
  }
}
