import Datasets
import WideResNet

/// The data sets that a classifier trains on.
public enum ClassifierDataset: String, Sendable, Hashable, Codable, CaseIterable {
  case cifar10, cifar100
  /// Street View House Numbers, cropped.
  case svhn
  /// ImageNet in a layout that is known, or any class folders, `train/<class>/` and `val/<class>/`.
  case imagenet

  public var family: NetworkConfiguration.Family { self == .imagenet ? .imagenet : .cifar }

  /// Where the data is if nothing else is said.
  public var defaultFolder: String { self == .imagenet ? "data/imagenet" : "data" }

  /// Opens one split.
  /// - Throws: `DatasetError` if files are missing or damaged.
  public func open(_ split: DatasetSplit, folder: String) throws -> any ClassificationDataset {
    switch self {
    case .cifar10: try CIFARDataset(.cifar10, split: split, directory: folder)
    case .cifar100: try CIFARDataset(.cifar100, split: split, directory: folder)
    case .svhn: try SVHNDataset(split: split, directory: folder)
    case .imagenet: try ClassFolderDataset(root: folder, split: split)
    }
  }

  /// The data sets whose validation pictures a folder holds, of those for networks of this family and
  /// with as many classes.
  package static func found(in folder: String, for network: NetworkConfiguration) -> [Self] {
    allCases.filter { dataset in
      dataset.family == network.family
        && (try? dataset.open(.validation, folder: folder))?.classNames.count == network.classes
    }
  }

  /// Opens the validation pictures for a trained network, whose classes decide the labels of class
  /// folders.
  /// - Throws: `DatasetError` if files are missing or damaged, or a class is unknown to the
  ///   network.
  package func openValidation(
    folder: String, for classifier: ClassifierDescription
  ) throws -> any ClassificationDataset {
    guard self == .imagenet, classifier.knowsClassNames else {
      return try open(.validation, folder: folder)
    }
    return try ClassFolderDataset(
      root: folder, split: .validation, classNames: classifier.classNames)
  }

  /// Threads that decode and augment: pictures in memory need one at most.
  package func workers(threads: Int) -> Int { self == .imagenet ? min(max(threads, 1), 8) : 1 }
}
