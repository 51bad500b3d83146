extension ModelCatalogue {
  /// Block types of width 2.
  static let table2 =
    [
      (40, [1, 3, 1], 6.06, 1.4), (40, [3, 1], 5.78, 1.2), (40, [1, 3], 6.42, 1.3),
      (40, [3, 1, 1], 5.86, 1.3), (28, [3, 3], 5.73, 1.5), (22, [3, 1, 3], 5.78, 1.1),
    ].map { depth, block, error, millions in
      CataloguedModel(
        "Table 2", .cifar10, wide(.cifar10, depth, 2, block: block), error, millions: millions,
        .zca,
        note: block == [3, 3] ? nil : "the depth is nominal: (d - 4) / 6 blocks in each group")
    }

  /// The deepening factor l.
  static let table3 = [(1, 6.69), (2, 5.43), (3, 5.65), (4, 5.93)].map { factor, error in
    CataloguedModel(
      "Table 3", .cifar10,
      wide(.cifar10, 40, 2, block: Array(repeating: 3, count: factor)), error, millions: 2.2, .zca,
      note: "l = \(factor)" + (factor == 2 ? "; Table 4 prints 5.33 for the same network" : ""))
  }

  /// Width and depth.
  static let table4 =
    [
      (40, 1.0, 0.6, 6.85, 30.89), (40, 2, 2.2, 5.33, 26.04), (40, 4, 8.9, 4.97, 22.89),
      (40, 8, 35.7, 4.66, nil), (28, 10, 36.5, 4.17, 20.50), (28, 12, 52.5, 4.33, 20.43),
      (22, 8, 17.2, 4.38, 21.22), (22, 10, 26.8, 4.44, 20.75), (16, 8, 11.0, 4.81, 22.07),
      (16, 10, 17.1, 4.56, 21.59),
    ].flatMap { (depth: Int, width: Double, millions: Double, cifar10: Double, cifar100: Double?) in
      onBoth(cifar10, cifar100) { dataset, error in
        CataloguedModel(
          "Table 4", dataset, wide(dataset, depth, width), error, millions: millions, .zca)
      }
    }

  /// Dropout.
  static let table6: [CataloguedModel] =
    [
      (16, 4.0, false, 5.02, 24.03, 1.85), (16, 4, true, 5.24, 23.91, 1.64),
      (28, 10, false, 4.00, 19.25, nil), (28, 10, true, 3.89, 18.85, nil),
      (52, 1, false, 6.43, 29.89, 2.08), (52, 1, true, 6.28, 29.78, 1.70),
    ].flatMap {
      (
        depth: Int, width: Double, drops: Bool, cifar10: Double, cifar100: Double, svhn: Double?
      ) -> [CataloguedModel] in
      onBoth(cifar10, cifar100) { dataset, error in
        CataloguedModel(
          "Table 6", dataset, wide(dataset, depth, width, dropout: drops ? 0.3 : 0), error,
          .meanAndDeviation)
      }
        + (svhn.map { error in
          [
            CataloguedModel(
              "Table 6", .svhn, wide(.svhn, depth, width, dropout: drops ? 0.4 : 0), error,
              .dividedBy255,
              note: depth == 52 && !drops ? "Figure 3 prints 2.07 for 'ResNet-50'" : nil)
          ]
        } ?? [])
    }

  /// One row for CIFAR-10 and one for CIFAR-100, where the paper has both.
  static func onBoth(
    _ cifar10: Double, _ cifar100: Double?,
    _ row: (CataloguedModel.Dataset, Double) -> CataloguedModel
  ) -> [CataloguedModel] {
    [row(.cifar10, cifar10)] + (cifar100.map { [row(.cifar100, $0)] } ?? [])
  }
}
