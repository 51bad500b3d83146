/// Applies a ``COCOBoxPolicy`` to annotations one by one and counts what it changed.
struct COCOBoxChecker {
  let policy: COCOBoxPolicy
  let source: String
  private var outside = COCOIssue(.boxOutside)
  private var empty = COCOIssue(.boxEmpty)

  init(policy: COCOBoxPolicy, source: String) {
    self.policy = policy
    self.source = source
  }

  /// What was changed, each kind once.
  var issues: [COCOIssue] { [outside, empty].filter { $0.count > 0 } }

  /// The annotation to keep, nil to drop it.
  mutating func check(
    _ annotation: COCOAnnotation, in picture: @autoclosure () -> COCOImage
  ) throws -> COCOAnnotation? {
    if policy == .untouched { return annotation }
    let image = picture()
    let box = annotation.bbox
    let clipped = box.clipped(toWidth: image.width, height: image.height)
    if !(clipped.width > 0 && clipped.height > 0) {
      if policy == .strict { throw badBox(annotation, image, "covers nothing of") }
      empty.record(annotation.id)
      return nil
    }
    if clipped == box { return annotation }
    if box.reachesOut(ofWidth: image.width, height: image.height) {
      if policy == .strict { throw badBox(annotation, image, "reaches outside") }
      outside.record(annotation.id)
    }
    var result = annotation
    result.bbox = clipped
    return result
  }

  private func badBox(
    _ annotation: COCOAnnotation, _ image: COCOImage, _ problem: String
  ) -> DatasetError {
    let box = annotation.bbox
    return DatasetError(
      "the box [\(box.x), \(box.y), \(box.width), \(box.height)] of annotation \(annotation.id) in"
        + " \(source) \(problem) '\(image.fileName)', which is \(image.width) x \(image.height)"
        + " pixels; bbox must be [x, y, width, height] in pixels.")
  }
}
