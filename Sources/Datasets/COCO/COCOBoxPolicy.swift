/// What loading does with boxes that reach outside their picture or have no size.
///
/// A box that reaches outside by at most one pixel is rounding, not a mistake: unless all stay
/// untouched it is clipped without a word.
public enum COCOBoxPolicy: Sendable {
  /// An error, with the annotation's id.
  case strict
  /// For training: clips to the picture, drops what has no size, and counts both in
  /// ``COCODataset/issues``.
  case lenient
  /// For evaluation: every box stays as the file has it.
  case untouched

  /// Boxes may reach this many pixels outside before it counts: rounding in the annotation tools,
  /// COCO's own included, leaves such boxes, and clipping them changes nothing that matters.
  static let tolerance = 1.0
}
