/// The objects and detections of one image and category, or of one image: what matching looks at
/// together, as positions in the lists sorted by cell.
///
/// Cells do not depend on each other.
struct EvaluationCell {
  let objects: Range<Int>
  let detections: Range<Int>
}
