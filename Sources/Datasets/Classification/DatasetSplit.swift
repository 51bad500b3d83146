/// The part of a data set to use.
public enum DatasetSplit: String, Sendable, CaseIterable {
  case train
  /// CIFAR's test set, or the `val` folder of class folders.
  case validation
}
