import TensorCore
import Testing
import Training

/// Confusion matrix and calibration beside counting one by one.
@Suite struct PredictionStatisticsTests {
  private let classes = 7
  private let predictions: [ClassificationPrediction]

  init() {
    var generator = RandomGenerator(seed: 5)
    predictions = (0..<500).map { index in
      let label = Int(generator.next() % 6)  // the last class has no pictures
      let predicted = generator.next() % 3 == 0 ? Int(generator.next() % 7) : label
      return ClassificationPrediction(
        picture: index, label: label, predicted: predicted,
        probability: generator.uniform(in: 0.1...1))
    }
  }

  @Test func confusions() {
    let matrix = ConfusionMatrix(predictions, classCount: classes)
    for label in 0..<classes {
      for predicted in 0..<classes {
        let count = predictions.count { $0.label == label && $0.predicted == predicted }
        #expect(matrix[label, predicted] == count)
      }
      let own = predictions.filter { $0.label == label }
      #expect(matrix.count(of: label) == own.count)
      let accuracy = own.isEmpty ? nil : Double(own.count { $0.isRight }) / Double(own.count)
      #expect(matrix.accuracy(of: label) == accuracy)
    }
    #expect(matrix.accuracy(of: 6) == nil)
  }

  @Test func mostConfused() {
    let matrix = ConfusionMatrix(predictions, classCount: classes)
    let all = matrix.mostConfused(.max)
    #expect(all.reduce(0) { $0 + $1.count } == predictions.count { !$0.isRight })
    #expect(all.allSatisfy { $0.label != $0.predicted && $0.count > 0 })
    #expect(all.map(\.count) == all.map(\.count).sorted(by: >))
    #expect(Set(all).count == all.count)
    #expect(matrix.mostConfused(3) == Array(all.prefix(3)))
    #expect(ConfusionMatrix([], classCount: 3).mostConfused(5).isEmpty)
  }

  @Test func calibration() {
    let calibration = Calibration(predictions)
    var error = 0.0
    for (index, bin) in calibration.bins.enumerated() {
      let (low, high) = (Double(index) / 10, Double(index + 1) / 10)
      let own = predictions.filter {
        Double($0.probability) > low && Double($0.probability) <= high
      }
      #expect(bin.count == own.count)
      guard !own.isEmpty else { continue }
      let accuracy = Double(own.count { $0.isRight }) / Double(own.count)
      let confidence = own.reduce(0) { $0 + Double($1.probability) } / Double(own.count)
      #expect(abs(bin.accuracy - accuracy) < 1e-12 && abs(bin.confidence - confidence) < 1e-12)
      error += Double(own.count) / 500 * abs(accuracy - confidence)
    }
    #expect(abs(calibration.expectedError - error) < 1e-12)
  }

  @Test func calibrationOfExtremes() {
    func prediction(_ probability: Float, _ isRight: Bool) -> ClassificationPrediction {
      ClassificationPrediction(
        picture: 0, label: isRight ? 0 : 1, predicted: 0, probability: probability)
    }
    let sure = Calibration([prediction(1, true), prediction(1, true), prediction(1, false)])
    #expect(sure.bins.map(\.count) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 3])
    #expect(abs(sure.expectedError - 1.0 / 3) < 1e-12)
    #expect(Calibration([prediction(0, false)]).bins[0].count == 1)
    #expect(Calibration([]).expectedError == 0)
  }
}
