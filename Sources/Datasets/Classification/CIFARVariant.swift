/// The two CIFAR data sets in their binary version (https://www.cs.toronto.edu/~kriz/cifar.html).
public enum CIFARVariant: Sendable, CaseIterable {
  /// 10 classes, 50,000 training and 10,000 test pictures.
  case cifar10
  /// 100 classes ("fine" labels), 50,000 training and 10,000 test pictures.
  case cifar100

  public var name: String { self == .cifar10 ? "CIFAR-10" : "CIFAR-100" }
  public var classCount: Int { self == .cifar10 ? 10 : 100 }

  /// The folder that the archive unpacks to.
  var folderName: String { self == .cifar10 ? "cifar-10-batches-bin" : "cifar-100-binary" }
  var archiveName: String {
    self == .cifar10 ? "cifar-10-binary.tar.gz" : "cifar-100-binary.tar.gz"
  }
  var classNamesFile: String {
    self == .cifar10 ? "batches.meta.txt" : "fine_label_names.txt"
  }

  /// Label bytes before the pixels of a record; the last one is the label. CIFAR-100 has the coarse
  /// label first.
  var labelBytes: Int { self == .cifar10 ? 1 : 2 }

  /// The files of a split with their number of records.
  func files(_ split: DatasetSplit) -> [(name: String, records: Int)] {
    switch (self, split) {
    case (.cifar10, .train): (1...5).map { ("data_batch_\($0).bin", 10_000) }
    case (.cifar10, .validation): [("test_batch.bin", 10_000)]
    case (.cifar100, .train): [("train.bin", 50_000)]
    case (.cifar100, .validation): [("test.bin", 10_000)]
    }
  }
}
