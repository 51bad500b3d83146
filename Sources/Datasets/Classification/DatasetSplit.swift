/// The part of a data set to use.
public enum DatasetSplit: String, Sendable, CaseIterable {
  case train
  /// The test set of CIFAR and SVHN, or the `val` folder of class folders.
  case validation
}
