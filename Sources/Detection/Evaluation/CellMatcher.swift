import Datasets

/// Matches the detections of cells to their objects as COCO does, one cell after the other.
struct CellMatcher {
  /// The fate of the detections of every cell so far, by falling score within each.
  private(set) var outcomes: [MatchOutcome] = []

  private let limit: Int
  private var order: [Int] = []
  /// By object of the cell: the conditions under which a detection has it.
  private var taken: [MatchConditions] = []
  private var rivals: [Rival] = []

  /// An object that a detection may go to.
  private struct Rival {
    let overlap: Double
    let object: Int
  }

  /// - Parameter limit: In each cell only so many detections of the largest scores take part.
  init(limit: Int) {
    self.limit = limit
  }

  /// Matches one cell: each detection by falling score, equal scores in the order given, takes the
  /// object of largest IoU that is free, of equal ones the last.
  mutating func match(
    objects: ArraySlice<COCOEvaluator.Object>, detections: ArraySlice<COCOEvaluator.Candidate>
  ) {
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: detections.indices)
    order.sort {
      let (a, b) = (detections[$0].score, detections[$1].score)
      return a == b ? $0 < $1 : a > b
    }
    taken.removeAll(keepingCapacity: true)
    taken.append(contentsOf: repeatElement([], count: objects.count))
    for (rank, index) in order.prefix(limit).enumerated() {
      let detection = detections[index]
      findRivals(of: detection.box, among: objects)
      // An object that does not count is taken only for want of one that does.
      let (found, void) = take(.all, from: objects) { $0.counted }
      let (lost, _) = take(.all.subtracting(found), from: objects) {
        .all.subtracting($0.counted)
      }
      let hits = found.subtracting(void)
      let outside = MatchConditions.all.subtracting(MatchConditions(area: detection.box.area))
      outcomes.append(
        MatchOutcome(
          score: detection.score, rank: rank, hits: hits,
          counted: .all.subtracting(lost).subtracting(outside.subtracting(hits))))
    }
  }

  /// Lists the objects that reach the lowest threshold by falling IoU, of equal ones the last first.
  private mutating func findRivals(of box: COCOBox, among objects: ArraySlice<COCOEvaluator.Object>)
  {
    rivals.removeAll(keepingCapacity: true)
    let least = COCOEvaluator.iouThresholds[0]
    for index in objects.indices {
      let overlap = Self.overlap(box, objects[index].box, isCrowd: objects[index].isCrowd)
      guard overlap >= least else { continue }
      let place = rivals.firstIndex { $0.overlap <= overlap } ?? rivals.count
      rivals.insert(Rival(overlap: overlap, object: index), at: place)
    }
  }

  /// Takes the first rival for each condition in `wanted`, of those that are eligible, and returns
  /// the conditions under which there was one, and of these the void. Crowd regions stay free.
  private mutating func take(
    _ wanted: MatchConditions, from objects: ArraySlice<COCOEvaluator.Object>,
    where eligible: (COCOEvaluator.Object) -> MatchConditions
  ) -> (won: MatchConditions, void: MatchConditions) {
    var open = wanted
    var void: MatchConditions = []
    for rival in rivals {
      let object = objects[rival.object]
      let place = rival.object - objects.startIndex
      var won = open.intersection(eligible(object))
        .intersection(MatchConditions(overlap: rival.overlap))
      if !object.isCrowd {
        won.subtract(taken[place])
        taken[place].formUnion(won)
      }
      if object.isVoid { void.formUnion(won) }
      open.subtract(won)
    }
    return (wanted.subtracting(open), void)
  }

  /// IoU of continuous boxes; with a crowd region, the share of the detection inside it.
  static func overlap(_ box: COCOBox, _ object: COCOBox, isCrowd: Bool) -> Double {
    let width = min(box.maxX, object.maxX) - max(box.x, object.x)
    if width <= 0 { return 0 }
    let height = min(box.maxY, object.maxY) - max(box.y, object.y)
    if height <= 0 { return 0 }
    let shared = width * height
    return shared / (isCrowd ? box.area : box.area + object.area - shared)
  }
}
