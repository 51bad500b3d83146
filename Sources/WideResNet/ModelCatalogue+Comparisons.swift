extension ModelCatalogue {
  /// Wide networks beside those of others.
  static let table5: [CataloguedModel] =
    [
      ("NIN", 8.81, 35.67), ("DSN", 8.22, 34.57), ("FitNet", 8.39, 35.04), ("Highway", 7.72, 32.39),
      ("ELU", 6.55, 24.28),
    ].flatMap { name, cifar10, cifar100 in
      onBoth(cifar10, cifar100) { CataloguedModel("Table 5", $0, quoted: name, $1) }
    }
    + thinRows(.original, 110, millions: 1.7, 6.43, 25.16)
    + thinRows(.original, 1202, millions: 10.2, 7.93, 27.82, note: wrongMillions)
    + thinRows(.original, 110, stochasticDepth: 0.5, millions: 1.7, 5.23, 24.58)
    + thinRows(
      .original, 1202, stochasticDepth: 0.5, millions: 10.2, 4.91, nil, note: wrongMillions)
    + thinRows(.preActivation, 110, millions: 1.7, 6.37, nil)
    + thinRows(.preActivation, 164, millions: 1.7, 5.46, 24.33)
    + thinRows(
      .preActivation, 1001, millions: 10.2, 4.92, 22.71,
      note: "the paper prints 10.2M; with batches of 64 CIFAR-10 has 4.64")
    + [(40, 4.0, 8.9, 4.53, 21.18), (16, 8, 11.0, 4.27, 20.43), (28, 10, 36.5, 4.00, 19.25)]
    .flatMap { (depth: Int, width: Double, millions: Double, cifar10: Double, cifar100: Double) in
      onBoth(cifar10, cifar100) { dataset, error in
        CataloguedModel(
          "Table 5", dataset, wide(dataset, depth, width), error, millions: millions,
          .meanAndDeviation)
      }
    }

  private static let wrongMillions = "the printed 10.2M is wrong: it has 19.4M"

  private static func thinRows(
    _ architecture: NetworkConfiguration.Architecture, _ depth: Int, stochasticDepth: Float = 0,
    millions: Double, _ cifar10: Double, _ cifar100: Double?, note: String? = nil
  ) -> [CataloguedModel] {
    onBoth(cifar10, cifar100) { dataset, error in
      CataloguedModel(
        "Table 5", dataset, thin(dataset, architecture, depth, stochasticDepth: stochasticDepth),
        error, millions: millions, .meanAndDeviation, note: note)
    }
  }

  /// Non-bottleneck ImageNet networks.
  static let table7 =
    [
      (18, 1.0, 11.7, 30.4, 10.93), (18, 1.5, 25.9, 27.06, 9.0), (18, 2, 45.6, 25.58, 8.06),
      (18, 3, 101.8, 24.06, 7.33), (34, 1, 21.8, 26.77, 8.67), (34, 1.5, 48.6, 24.5, 7.58),
      (34, 2, 86.0, 23.39, 7.00),
    ].map { (depth: Int, width: Double, millions: Double, top1: Double, top5: Double) in
      CataloguedModel(
        "Table 7", .imagenet, imageNet(depth, width), top1, top5: top5, millions: millions)
    }

  /// Bottleneck ImageNet networks.
  static let table8: [CataloguedModel] =
    [
      (50, 1.0, 25.6, 24.01, 7.02, 49.0), (101, 1, 44.5, 22.44, 6.21, 82),
      (152, 1, 60.2, 22.16, 6.16, 115), (50, 2, 68.9, 21.9, 6.03, 93),
    ].map {
      (
        depth: Int, width: Double, millions: Double, top1: Double, top5: Double,
        milliseconds: Double
      ) in
      var row = CataloguedModel(
        "Table 8", .imagenet, imageNet(depth, width), top1, top5: top5, millions: millions,
        note: batchOf16)
      row.milliseconds = milliseconds
      return row
    } + [preResNet200]

  private static let batchOf16 = "batch 16; the paper prints no unit of its times"

  private static let preResNet200: CataloguedModel = {
    var row = CataloguedModel(
      "Table 8", .imagenet, quoted: "pre-ResNet-200", 21.66, top5: 5.79, millions: 64.7)
    row.milliseconds = 154
    row.note = batchOf16
    return row
  }()

  /// The best single runs.
  static let table9: [CataloguedModel] = [
    CataloguedModel(
      "Table 9", .cifar10, wide(.cifar10, 40, 10, dropout: 0.3), 3.8, .meanAndDeviation),
    CataloguedModel(
      "Table 9", .cifar100, wide(.cifar100, 40, 10, dropout: 0.3), 18.3, .meanAndDeviation,
      note: "the text prints 56M"),
    CataloguedModel("Table 9", .svhn, wide(.svhn, 16, 8, dropout: 0.4), 1.54, .dividedBy255),
    CataloguedModel(
      "Table 9", .imagenet, imageNet(50, 2), 21.9, top5: 5.79,
      note: "the top-5 error is that of pre-ResNet-200; Table 8 prints 6.03"),
    coco,
  ]

  private static let coco: CataloguedModel = {
    var row = CataloguedModel(
      "Table 9", .coco, imageNet(34, 2), nil, note: "the detector's trunk; test-std, one network")
    row.meanAveragePrecision = 35.2
    return row
  }()

  /// Milliseconds of a training step of 32 pictures.
  static let figure4: [CataloguedModel] = [
    timed(thin(.cifar10, .preActivation, 164), 85, 5.46),
    timed(thin(.cifar10, .preActivation, 1001), 512, 4.64, note: "the axis prints 1004"),
    timed(wide(.cifar10, 40, 4), 68, 4.66, note: "the error is that of WRN-40-8 in Table 4"),
    timed(wide(.cifar10, 16, 10), 164, 4.56),
    timed(wide(.cifar10, 28, 10), 312, 4.38, note: "the error is that of WRN-22-8 in Table 4"),
  ]

  private static func timed(
    _ configuration: NetworkConfiguration, _ milliseconds: Double, _ error: Double,
    note: String? = nil
  ) -> CataloguedModel {
    var row = CataloguedModel(
      "Figure 4", .cifar10, configuration, error,
      note: "batch 32" + (note.map { "; \($0)" } ?? ""))
    row.milliseconds = milliseconds
    return row
  }
}
