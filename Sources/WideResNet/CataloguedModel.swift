/// A row of the paper's tables on one data set, or a network that it does not have.
public struct CataloguedModel: Sendable, Encodable {
  public enum Dataset: String, Sendable, Encodable, CaseIterable {
    case cifar10, cifar100, svhn, imagenet, coco
  }

  /// How the paper's authors prepared the pictures of the small data sets.
  public enum Preparation: String, Sendable, Encodable, CustomStringConvertible {
    case zca
    /// Less the mean, divided by the deviation, of each channel.
    case meanAndDeviation = "mean-std"
    case dividedBy255 = "divided-by-255"

    public var description: String {
      switch self {
      case .zca: "ZCA"
      case .meanAndDeviation: "mean/std"
      case .dividedBy255: "divided by 255"
      }
    }
  }

  private enum CodingKeys: String, CodingKey {
    case place, dataset, name, network, weights, printedMillions, top1Error, top5Error
    case meanAveragePrecision, milliseconds, preparation, note
  }

  /// Where it stands in arXiv 1605.07146, such as "Table 4"; else whose it is.
  public let place: String
  public let dataset: Dataset
  public let name: String
  /// nil for networks of others that are only quoted.
  public let configuration: NetworkConfiguration?
  /// The weights that the paper prints, in millions.
  public var printedMillions: Double?
  /// Percent.
  public var top1Error, top5Error: Double?
  /// COCO's, percent.
  public var meanAveragePrecision: Double?
  /// Of a training step of figure 4 or table 8, on a Titan X.
  public var milliseconds: Double?
  public var preparation: Preparation?
  /// What is doubtful or special about the row.
  public var note: String?

  init(
    _ place: String, _ dataset: Dataset, _ configuration: NetworkConfiguration, _ top1: Double?,
    top5: Double? = nil, millions: Double? = nil, _ preparation: Preparation? = nil,
    note: String? = nil
  ) {
    self.place = place
    self.dataset = dataset
    self.configuration = configuration
    name = configuration.name
    printedMillions = millions
    top1Error = top1
    top5Error = top5
    self.preparation = preparation
    self.note = note
  }

  /// A network that the paper only quotes.
  init(
    _ place: String, _ dataset: Dataset, quoted name: String, _ top1: Double, top5: Double? = nil,
    millions: Double? = nil
  ) {
    self.place = place
    self.dataset = dataset
    configuration = nil
    self.name = name
    printedMillions = millions
    top1Error = top1
    top5Error = top5
  }

  /// The exact number of weights; nil if this package has no such network.
  public var weightCount: Int? { configuration.flatMap { try? $0.weightCount() } }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(place, forKey: .place)
    try container.encode(dataset, forKey: .dataset)
    try container.encode(name, forKey: .name)
    try container.encodeIfPresent(configuration, forKey: .network)
    try container.encodeIfPresent(weightCount, forKey: .weights)
    try container.encodeIfPresent(printedMillions, forKey: .printedMillions)
    try container.encodeIfPresent(top1Error, forKey: .top1Error)
    try container.encodeIfPresent(top5Error, forKey: .top5Error)
    try container.encodeIfPresent(meanAveragePrecision, forKey: .meanAveragePrecision)
    try container.encodeIfPresent(milliseconds, forKey: .milliseconds)
    try container.encodeIfPresent(preparation, forKey: .preparation)
    try container.encodeIfPresent(note, forKey: .note)
  }
}
