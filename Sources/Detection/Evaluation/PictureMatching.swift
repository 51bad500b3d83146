/// Which detections of a picture find which objects, at one IoU threshold, as for COCO's AP.
struct PictureMatching {
  enum Match: Equatable {
    case target(Int)
    /// A crowd region or an ignored object.
    case other
    case none
  }

  /// By detection.
  let matches: [Match]
  /// By detection, then target.
  let overlaps: [[Double]]
  /// By target.
  let isTaken: [Bool]

  init(_ picture: COCOEvaluator.Picture, threshold: Double) {
    overlaps = picture.detections.map { detection in
      picture.targets.map { picture.overlap(detection, $0) }
    }
    var isTaken = [Bool](repeating: false, count: picture.targets.count)
    var isOtherTaken = [Bool](repeating: false, count: picture.others.count)
    var matches: [Match] = []
    for (detection, overlaps) in zip(picture.detections, overlaps) {
      var best = threshold
      var match = Match.none
      // Of equal overlaps the last.
      for (index, overlap) in overlaps.enumerated()
      where overlap >= best && !isTaken[index]
        && picture.targets[index].category == detection.category
      {
        (best, match) = (overlap, .target(index))
      }
      if case .target(let index) = match {
        isTaken[index] = true
      } else {
        var taken: Int?
        for (index, other) in picture.others.enumerated()
        where other.category == detection.category && !isOtherTaken[index] {
          let overlap = picture.overlap(detection, other)
          if overlap >= best { (best, taken) = (overlap, index) }
        }
        if let taken {
          match = .other
          isOtherTaken[taken] = !picture.others[taken].isCrowd
        }
      }
      matches.append(match)
    }
    (self.matches, self.isTaken) = (matches, isTaken)
  }
}
