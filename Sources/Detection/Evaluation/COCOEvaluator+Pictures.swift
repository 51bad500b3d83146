extension COCOEvaluator {
  /// COCO's limit of detections in a picture, of each category.
  static let limit = 100

  /// A picture, all categories together: what the analyses beyond COCO's numbers look at.
  struct Picture {
    /// Those to be found.
    let targets: [Object]
    /// Crowd regions and ignored objects.
    let others: [Object]
    /// By falling score, equal scores as given.
    let detections: [Candidate]

    func overlap(_ detection: Candidate, _ object: Object) -> Double {
      CellMatcher.overlap(detection.box, object.box, isCrowd: object.isCrowd)
    }
  }

  /// Calls `body` with every picture that has objects or detections, in the order of their ids.
  ///
  /// - Parameter detections: as ``candidates(of:)`` returns them.
  func forEachPicture(_ detections: [Candidate], _ body: (Picture) -> Void) {
    var objectsOf = [[Object]](repeating: [], count: imageCount)
    for object in objects { objectsOf[object.image].append(object) }
    var detectionsOf = [[Candidate]](repeating: [], count: imageCount)
    for detection in detections { detectionsOf[detection.image].append(detection) }
    var counts = [Int](repeating: 0, count: categoryCount)
    for (objects, detections) in zip(objectsOf, detectionsOf) {
      if objects.isEmpty && detections.isEmpty { continue }
      let order = detections.indices.sorted {
        let (a, b) = (detections[$0].score, detections[$1].score)
        return a == b ? $0 < $1 : a > b
      }
      for index in counts.indices { counts[index] = 0 }
      var kept: [Candidate] = []
      for index in order where counts[detections[index].category] < Self.limit {
        counts[detections[index].category] += 1
        kept.append(detections[index])
      }
      body(
        Picture(
          targets: objects.filter(\.isTarget), others: objects.filter { !$0.isTarget },
          detections: kept))
    }
  }
}
