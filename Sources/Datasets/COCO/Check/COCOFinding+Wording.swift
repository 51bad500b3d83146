extension COCOFinding.Kind {
  /// Whether a repaired copy is free of it.
  package var isRepaired: Bool { self != .emptyList && self != .categoryMismatch }

  struct Wording {
    let severity: COCOFinding.Severity
    /// What follows the number 1, and others.
    let one, several: String
    let advice: String

    fileprivate init(
      _ severity: COCOFinding.Severity, _ one: String, _ several: String, _ advice: String
    ) {
      self.severity = severity
      self.one = one
      self.several = several
      self.advice = advice
    }
  }

  var wording: Wording {
    switch self {
    case .emptyList, .invalidID, .duplicateID, .negativeID, .zeroID, .invalidName, .duplicateName,
      .categoryGaps, .unusedCategory, .unknownImage, .unknownCategory:
      entryWording
    case .invalidFileName, .duplicateFile, .missingPicture, .unreadablePicture, .wrongExtension,
      .invalidSize, .wrongSize, .swappedByEXIF, .turnedByEXIF, .unusualColor, .duplicatePicture,
      .background:
      pictureWording
    default:
      boxWording
    }
  }

  private var entryWording: Wording {
    switch self {
    case .emptyList:
      Wording(
        .harm, "list is empty", "lists are empty",
        "There is nothing to learn: export the data set again.")
    case .invalidID:
      Wording(
        .harm, "entry has no id that is a whole number",
        "entries have no id that is a whole number",
        "--fix gives new ids, and removes pictures without any, whose boxes cannot be found.")
    case .duplicateID:
      Wording(
        .harm, "entry has the id of another", "entries have the id of another",
        "Where data sets were joined, count the ids of the second on from those of the first."
          + " --fix gives annotations new ids, and removes pictures whose boxes cannot be told apart."
      )
    case .negativeID:
      Wording(.note, "id is negative", "ids are negative", "Any whole number will do here.")
    case .zeroID:
      Wording(
        .note, "annotation has the id 0", "annotations have the id 0",
        "pycocotools counts a detection of it as wrong; 'wrn-detect eval' does not. --fix gives a new id."
      )
    case .invalidName:
      Wording(
        .harm, "category has no name", "categories have no name",
        "Write 'name'; --fix names it after its id.")
    case .duplicateName:
      Wording(
        .note, "category has the name of another", "categories have the name of another",
        "They are learnt as two classes; join them if they are one.")
    case .categoryGaps:
      Wording(
        .note, "gap in the ids of categories", "gaps in the ids of categories",
        "Ids are mapped to classes and back: nothing to do.")
    case .unusedCategory:
      Wording(
        .note, "category has no objects", "categories have no objects",
        "It cannot be learnt; nothing to do if that is meant.")
    case .unknownImage:
      Wording(
        .harm, "annotation names a picture that 'images' does not list",
        "annotations name pictures that 'images' does not list",
        "Add the pictures, or remove the annotations (--fix does).")
    default:
      Wording(
        .harm, "annotation names a category that 'categories' does not list",
        "annotations name categories that 'categories' does not list",
        "Add the categories, or remove the annotations (--fix does).")
    }
  }

  private var pictureWording: Wording {
    switch self {
    case .invalidFileName:
      Wording(
        .harm, "picture has no file name", "pictures have no file name",
        "Write 'file_name', or remove the entry (--fix does).")
    case .duplicateFile:
      Wording(
        .harm, "picture is listed again", "pictures are listed again",
        "Each entry lacks the other's boxes, which are learnt as background. --fix joins the entries."
      )
    case .missingPicture:
      Wording(
        .harm, "picture is missing", "pictures are missing",
        "Say where they are with --images, fetch them, or remove their entries (--fix does).")
    case .unreadablePicture:
      Wording(
        .harm, "picture cannot be read", "pictures cannot be read",
        "Fetch them again, or remove their entries (--fix does).")
    case .wrongExtension:
      Wording(
        .note, "picture is not of the type that its name says",
        "pictures are not of the type that their names say",
        "The content counts here; other programs may stumble.")
    case .invalidSize:
      Wording(
        .harm, "picture has no usable 'width' and 'height'",
        "pictures have no usable 'width' and 'height'", "--fix takes them from the pictures.")
    case .wrongSize:
      Wording(
        .harm, "picture is not of the size that the file says",
        "pictures are not of the size that the file says",
        "Boxes may be wrong, too: look at them with 'wrn-detect browse'. --fix takes the pictures' sizes"
          + " and, where only the scale differs, scales the boxes.")
    case .swappedByEXIF:
      Wording(
        .harm,
        "picture has width and height swapped, because the camera's orientation is in its EXIF",
        "pictures have width and height swapped, because the camera's orientation is in their EXIF",
        "Training turns pictures upright. --fix swaps the sizes and turns the boxes where they fit only"
          + " the stored picture or both: look at the result with 'wrn-detect browse'.")
    case .turnedByEXIF:
      Wording(
        .note, "picture is turned or mirrored by its EXIF, at the same size",
        "pictures are turned or mirrored by their EXIF, at the same size",
        "Training turns them upright: look with 'wrn-detect browse' whether the boxes fit.")
    case .unusualColor:
      Wording(
        .note, "picture is grey, deep, transparent or CMYK",
        "pictures are grey, deep, transparent or CMYK",
        "They are used as 8-bit RGB: grey in three equal channels, of 16 bits the upper 8, without the"
          + " transparency, CMYK converted.")
    case .duplicatePicture:
      Wording(
        .note, "picture has the content of another", "pictures have the content of another",
        "It counts twice; boxes may contradict each other.")
    default:
      Wording(
        .note, "picture has no objects", "pictures have no objects",
        "They are kept, as background; remove those whose objects were only not marked.")
    }
  }

  private var boxWording: Wording {
    switch self {
    case .invalidBox:
      Wording(
        .harm, "box is not four finite numbers", "boxes are not four finite numbers",
        "bbox is [x, y, width, height] in pixels. --fix removes the annotations.")
    case .cornerBoxes:
      Wording(
        .harm, "box is probably [x0, y0, x1, y1]", "boxes are probably [x0, y0, x1, y1]",
        "As [x, y, width, height] many reach outside, as two corners all fit. --fix converts them.")
    case .fractionBoxes:
      Wording(
        .harm, "box is a fraction of its picture", "boxes are fractions of their pictures",
        "bbox is in pixels, and all are within 0...1. --fix multiplies by the size.")
    case .emptyBox:
      Wording(
        .harm, "box has no size", "boxes have no size",
        "Training drops them, and learns the objects as background. --fix removes them.")
    case .boxOutside:
      Wording(
        .harm, "box lies outside its picture", "boxes lie outside their pictures",
        "Training drops them. --fix removes them.")
    case .clippedBox:
      Wording(
        .note, "box reaches outside its picture", "boxes reach outside their pictures",
        "Training clips them, and --fix does.")
    case .tinyBox:
      Wording(
        .note, "box is less than 8 pixels wide or high at training size",
        "boxes are less than 8 pixels wide or high at training size",
        "They are hard to find; a larger 'train --size' helps.")
    case .duplicateBox:
      Wording(
        .note, "box is there again, with the same class",
        "boxes are there again, with the same class",
        "Evaluation misses one of the two. --fix removes them.")
    case .contradictingBox:
      Wording(
        .note, "box is there again, with another class",
        "boxes are there again, with another class",
        "Decide which it is.")
    case .invalidArea:
      Wording(
        .harm, "area is not a finite number", "areas are not finite numbers",
        "--fix takes that of the polygons or the box.")
    case .missingArea:
      Wording(
        .note, "annotation has no 'area'", "annotations have no 'area'",
        "That of the polygons or the box is taken; pycocotools needs it. --fix adds it.")
    case .invalidCrowd:
      Wording(.harm, "'iscrowd' is not 0 or 1", "'iscrowd' are not 0 or 1", "--fix makes it 0.")
    case .missingCrowd:
      Wording(
        .note, "annotation has no 'iscrowd'", "annotations have no 'iscrowd'",
        "It is taken as 0; pycocotools needs it. --fix adds it.")
    case .crowdWithoutMask:
      Wording(
        .note, "crowd has no run-length mask", "crowds have no run-length mask",
        "The box is used; COCO marks crowds with run lengths.")
    case .invalidMask:
      Wording(
        .note, "run-length mask is wrong", "run-length masks are wrong",
        "Detection does not use masks; other programs may stumble.")
    case .leakage:
      Wording(
        .harm, "picture is in both sets", "pictures are in both sets",
        "The validation score is too good. --fix removes them from the training set.")
    default:
      Wording(
        .harm, "category differs between the sets", "categories differ between the sets",
        "Both must list the same ids and names.")
    }
  }
}
