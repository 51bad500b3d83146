import Detection
import WideResNet
import Yams

/// Swift decodes an enumeration by its raw value, and its error for a value that is no case does not
/// tell which type was asked for. Yams' does, of types that it makes of scalars: then
/// ``Swift/DecodingError/sentence(format:found:)`` can list the cases.
extension ScalarConstructible where Self: RawRepresentable, RawValue: ScalarConstructible {
  public static func construct(from scalar: Node.Scalar) -> Self? {
    RawValue.construct(from: scalar).flatMap(Self.init(rawValue:))
  }
}

// The enumerations of recipes.
extension ClassifierDataset: ScalarConstructible {}
extension DetectorLoss: ScalarConstructible {}
extension FovealRegion: ScalarConstructible {}
extension LearningRateSchedule.Kind: ScalarConstructible {}
extension LocalizationModel: ScalarConstructible {}
extension NetworkConfiguration.Architecture: ScalarConstructible {}
extension NetworkConfiguration.Family: ScalarConstructible {}
extension NetworkConfiguration.Shortcut: ScalarConstructible {}
extension PictureAugmentation.Crop: ScalarConstructible {}
extension RegionArchitecture.Head: ScalarConstructible {}
extension RegionArchitecture.Pooling: ScalarConstructible {}
