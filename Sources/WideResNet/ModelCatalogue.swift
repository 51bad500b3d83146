/// Every network in the tables and the timing figure of "Wide Residual Networks" (arXiv
/// 1605.07146v4), with the numbers printed there, and what else this package has.
public enum ModelCatalogue {
  /// In the paper's order, then the others.
  public static let models: [CataloguedModel] =
    table2 + table3 + table4 + table5 + table6 + table7 + table8 + table9 + figure4 + others

  /// Networks of other papers, whose errors these print (He et al., arXiv 1512.03385, table 6).
  private static let others: [CataloguedModel] =
    [(20, 8.75), (32, 7.51), (44, 7.17), (56, 6.97)].map { (depth: Int, error: Double) in
      CataloguedModel(
        "He et al.", .cifar10, thin(.cifar10, .original, depth), nil, note: "\(error) % there")
    } + [
      CataloguedModel(
        "torchvision", .imagenet, imageNet(101, 2), nil, note: "its wide_resnet101_2")
    ]

  /// A wide network for CIFAR or SVHN.
  static func wide(
    _ dataset: CataloguedModel.Dataset, _ depth: Int, _ width: Double, block: [Int]? = nil,
    dropout: Float = 0
  ) -> NetworkConfiguration {
    NetworkConfiguration(
      family: .cifar, depth: depth, width: width, block: block, dropout: dropout,
      classes: classes(dataset))
  }

  /// A thin network for CIFAR.
  static func thin(
    _ dataset: CataloguedModel.Dataset, _ architecture: NetworkConfiguration.Architecture,
    _ depth: Int, stochasticDepth: Float = 0
  ) -> NetworkConfiguration {
    NetworkConfiguration(
      family: .cifar, architecture: architecture, depth: depth, stochasticDepth: stochasticDepth,
      classes: classes(dataset))
  }

  static func imageNet(_ depth: Int, _ width: Double) -> NetworkConfiguration {
    NetworkConfiguration(family: .imagenet, depth: depth, width: width, classes: 1000)
  }

  private static func classes(_ dataset: CataloguedModel.Dataset) -> Int {
    switch dataset {
    case .cifar10, .svhn: 10
    case .cifar100: 100
    case .imagenet: 1000
    case .coco: 80
    }
  }
}
