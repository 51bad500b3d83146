import Imaging

/// How the bytes of pictures become numbers around 0.
///
/// In a recipe it is a name (`cifar`, `imagenet`, `unit` or `zca`), or a mean and a deviation of
/// each channel on the scale 0...255: `{mean: [...], deviation: [...]}`.
public enum ClassifierNormalization: Sendable, Hashable {
  /// A mean and a standard deviation of each channel.
  case affine(PictureNormalization)
  /// Global contrast normalisation and ZCA whitening, as in most of the paper's CIFAR tables; see
  /// ``Whitening``.
  case zca

  public static let cifar = ClassifierNormalization.affine(.cifar)
  public static let imagenet = ClassifierNormalization.affine(.imagenet)
  public static let unit = ClassifierNormalization.affine(.unit)

  /// Those that have a name.
  public static let named: KeyValuePairs<String, ClassifierNormalization> = [
    "cifar": .cifar, "imagenet": .imagenet, "unit": .unit, "zca": .zca,
  ]

  /// The name, if it has one.
  public var name: String? { Self.named.first { $0.value == self }?.key }

  public init?(named name: String) {
    guard let found = Self.named.first(where: { $0.key == name }) else { return nil }
    self = found.value
  }

  /// The mean and deviation, if that is all.
  public var affine: PictureNormalization? {
    guard case .affine(let normalization) = self else { return nil }
    return normalization
  }

  var isValid: Bool {
    switch self {
    case .affine(let normalization): normalization.isValid
    case .zca: true
    }
  }
}

extension ClassifierNormalization: Codable {
  private enum Key: CodingKey { case deviation }

  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      guard let named = Self(named: name) else {
        throw DecodingError.impossibleValue(
          at: decoder.codingPath,
          expected: "\(Self.named.map(\.key).alternatives), or a mean and a deviation")
      }
      self = named
    } else {
      let numbers = try PictureNormalization(from: decoder)
      guard !numbers.seemsScaledToOne else {
        throw DecodingError.impossibleValue(
          at: decoder.codingPath + [Key.deviation],
          expected: "numbers of at least 1: recipes give mean and deviation of pixel values 0...255"
            + " (58.4 rather than 0.229)")
      }
      self = .affine(numbers)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    if let name {
      var container = encoder.singleValueContainer()
      try container.encode(name)
    } else if case .affine(let normalization) = self {
      try normalization.encode(to: encoder)
    }
  }
}
