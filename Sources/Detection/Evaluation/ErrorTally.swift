/// Finds the errors of pictures one by one, and at the end what each kind costs.
struct ErrorTally {
  private static let foreground = 0.5
  private static let background = 0.1

  /// What became of a detection.
  private struct Fate {
    let score: Double
    let category: Int
    let state: State
    /// The category in which it becomes right when its kind of error is corrected; nil: it goes.
    var corrected: Int?

    enum State: Equatable {
      case right
      case wrong(DetectionErrors.Kind)
      /// In a crowd region or on an ignored object: not counted, until it is corrected.
      case ignored(DetectionErrors.Kind)

      var kind: DetectionErrors.Kind? {
        switch self {
        case .right: nil
        case .wrong(let kind), .ignored(let kind): kind
        }
      }
    }
  }

  private var fates: [Fate] = []
  /// By category.
  private var objects, unfound, missed: [Int]

  init(categories: Int) {
    objects = Array(repeating: 0, count: categories)
    unfound = objects
    missed = objects
  }

  mutating func add(_ picture: COCOEvaluator.Picture) {
    let matching = PictureMatching(picture, threshold: Self.foreground)
    var isConcerned = [Bool](repeating: false, count: picture.targets.count)
    for (index, detection) in picture.detections.enumerated() {
      let (score, category) = (detection.score, detection.category)
      if case .target = matching.matches[index] {
        fates.append(Fate(score: score, category: category, state: .right))
        continue
      }
      let (kind, object) = error(of: detection, matching.overlaps[index], picture, matching)
      let isIgnored = matching.matches[index] == .other
      var fate = Fate(
        score: score, category: category, state: isIgnored ? .ignored(kind) : .wrong(kind))
      if let object, !matching.isTaken[object] {
        // Of several about one object the surest can become right.
        if !isConcerned[object] { fate.corrected = picture.targets[object].category }
        isConcerned[object] = true
      }
      fates.append(fate)
    }
    for (index, object) in picture.targets.enumerated() {
      objects[object.category] += 1
      if !matching.isTaken[index] { unfound[object.category] += 1 }
      if !matching.isTaken[index] && !isConcerned[index] { missed[object.category] += 1 }
    }
  }

  /// The kind of error of a detection that found nothing, and the object that it is about.
  private func error(
    of detection: COCOEvaluator.Candidate, _ overlaps: [Double], _ picture: COCOEvaluator.Picture,
    _ matching: PictureMatching
  ) -> (DetectionErrors.Kind, object: Int?) {
    // Of equal overlaps the first.
    var own, other, taken: (object: Int, overlap: Double)?
    func isBetter(_ overlap: Double, _ best: (object: Int, overlap: Double)?) -> Bool {
      overlap > best?.overlap ?? -1
    }
    for (object, overlap) in overlaps.enumerated() {
      if picture.targets[object].category != detection.category {
        if isBetter(overlap, other) { other = (object, overlap) }
      } else {
        if isBetter(overlap, own) { own = (object, overlap) }
        if matching.isTaken[object], isBetter(overlap, taken) { taken = (object, overlap) }
      }
    }
    if let own, (Self.background...Self.foreground).contains(own.overlap) {
      return (.localization, own.object)
    }
    if let other, other.overlap >= Self.foreground { return (.classification, other.object) }
    if let taken, taken.overlap >= Self.foreground { return (.duplicate, nil) }
    let nearest = overlaps.max() ?? 0
    return (nearest <= Self.background ? .background : .both, nil)
  }
}

extension ErrorTally {
  /// The sum of all pictures.
  func errors() -> DetectionErrors {
    // Equal scores count in the order of their images.
    let ranked = fates.enumerated()
      .sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element)
    let average = meanPrecision(ranked, objects) { _ in false }
    func cost(_ kind: DetectionErrors.Kind) -> DetectionErrors.Cost {
      let isMissed = kind == .missed
      let found = meanPrecision(ranked, isMissed ? difference(missed) : objects) { $0 == kind }
      return DetectionErrors.Cost(
        count: isMissed ? missed.reduce(0, +) : fates.count { $0.state.kind == kind },
        // A correction cannot harm: what is below 0 comes from the steps of the curve.
        dAP50: max(0, found - average))
    }
    let wrong = fates.filter { if case .wrong = $0.state { true } else { false } }
    let right = ranked.filter { $0.state == .right }
    return DetectionErrors(
      AP50: average, classification: cost(.classification), localization: cost(.localization),
      both: cost(.both), duplicate: cost(.duplicate), background: cost(.background),
      missed: cost(.missed),
      falsePositives: .init(
        count: wrong.count, dAP50: meanPrecision(right + wrong, objects) { _ in false } - average),
      falseNegatives: .init(
        count: unfound.reduce(0, +),
        dAP50: meanPrecision(ranked, difference(unfound)) { _ in false } - average))
  }

  private func difference(_ gone: [Int]) -> [Int] { zip(objects, gone).map { $0 - $1 } }

  /// AP at an IoU of 0.5, the mean of the categories.
  ///
  /// - Parameters:
  ///   - ranked: by falling score.
  ///   - objects: to be found, by category.
  ///   - isCorrected: of a kind of error.
  private func meanPrecision(
    _ ranked: [Fate], _ objects: [Int], _ isCorrected: (DetectionErrors.Kind) -> Bool
  ) -> Double {
    var hits = [[UInt64]](repeating: [], count: objects.count)
    for fate in ranked {
      if let kind = fate.state.kind, isCorrected(kind) {
        if let category = fate.corrected { hits[category].append(1) }
      } else if case .ignored = fate.state {
        continue
      } else {
        hits[fate.category].append(fate.state == .right ? 1 : 0)
      }
    }
    var values: [Double] = []
    for category in objects.indices where self.objects[category] > 0 {
      // As in tidecv a category whose objects all go is at 0, unless nothing else is left of it.
      if objects[category] == 0 && hits[category].isEmpty { continue }
      let curve = GroupRecall.precisions(
        hits: hits[category], counted: Array(repeating: 1, count: hits[category].count), bit: 0,
        objects: objects[category])
      values.append(max(0, GroupRecall.mean(curve)))
    }
    return GroupRecall.mean(values)
  }
}
