extension COCOFinding {
  /// What can be found, in the order of reports.
  package enum Kind: String, CaseIterable, Sendable {
    case emptyList = "empty-list"
    case invalidID = "invalid-id"
    case duplicateID = "duplicate-id"
    case negativeID = "negative-id"
    case zeroID = "zero-id"
    case invalidName = "invalid-name"
    case duplicateName = "duplicate-name"
    case categoryGaps = "category-gaps"
    case unusedCategory = "unused-category"
    case unknownImage = "unknown-image"
    case unknownCategory = "unknown-category"

    case invalidFileName = "invalid-file-name"
    case duplicateFile = "duplicate-file"
    case missingPicture = "missing-picture"
    case unreadablePicture = "unreadable-picture"
    case wrongExtension = "wrong-extension"
    case invalidSize = "invalid-size"
    case wrongSize = "wrong-size"
    case swappedByEXIF = "swapped-by-exif"
    case turnedByEXIF = "turned-by-exif"
    case unusualColor = "unusual-color"
    case duplicatePicture = "duplicate-picture"
    case background

    case invalidBox = "invalid-box"
    case cornerBoxes = "corner-boxes"
    case fractionBoxes = "fraction-boxes"
    case emptyBox = "empty-box"
    case boxOutside = "box-outside"
    case clippedBox = "clipped-box"
    case tinyBox = "tiny-box"
    case duplicateBox = "duplicate-box"
    case contradictingBox = "contradicting-box"
    case invalidArea = "invalid-area"
    case missingArea = "missing-area"
    case invalidCrowd = "invalid-iscrowd"
    case missingCrowd = "missing-iscrowd"
    case crowdWithoutMask = "crowd-without-mask"
    case invalidMask = "invalid-mask"

    case leakage
    case categoryMismatch = "category-mismatch"
  }
}
