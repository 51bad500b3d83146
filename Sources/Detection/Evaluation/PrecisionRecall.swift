/// Final recall and average precision of detections in order of falling score.
struct PrecisionRecall {
  /// Share of the objects found by all detections.
  let recall: Double
  /// Mean over 101 recalls of the best precision at that recall or a higher one, 0 where it is not
  /// reached.
  let averagePrecision: Double

  /// - Parameters:
  ///   - hits: right or wrong, for each detection that counts.
  ///   - objects: the number of objects to find, at least 1.
  init(hits: some Sequence<Bool>, objects: Int) {
    var recalls: [Double] = []
    var precisions: [Double] = []
    var right = 0.0
    var wrong = 0.0
    for isRight in hits {
      if isRight { right += 1 } else { wrong += 1 }
      recalls.append(right / Double(objects))
      // pycocotools adds numpy.spacing(1), so that 0/0 is 0; kept for the last digit.
      precisions.append(right / (right + wrong + Double.ulpOfOne))
    }
    for index in precisions.indices.dropFirst().reversed()
    where precisions[index] > precisions[index - 1] {
      precisions[index - 1] = precisions[index]
    }
    var sum = 0.0
    var position = 0
    for threshold in COCOEvaluator.recallThresholds {
      while position < recalls.count, recalls[position] < threshold { position += 1 }
      if position == recalls.count { break }
      sum += precisions[position]
    }
    recall = recalls.last ?? 0
    averagePrecision = sum / Double(COCOEvaluator.recallThresholds.count)
  }
}
