import Foundation
import Testing
import Training

@Suite struct EpochScalarsTests {
  private func scalars(_ evaluation: String) throws -> [String: Double] {
    let line = """
      {"type":"epoch","epoch":3,"epochs":9,"learningRate":0.02,"trainingLoss":1.5,\
      "trainingTop1":0.75,\(evaluation)"seconds":2,"imagesPerSecond":640}
      """
    let report = try JSONDecoder().decode(ClassifierEpochReport.self, from: Data(line.utf8))
    return Dictionary(uniqueKeysWithValues: report.scalars.map { ($0.tag, $0.value) })
  }

  @Test func errorsAreInPercent() throws {
    let found = try scalars(
      #""loss":1.25,"top1":0.9,"top5":0.99,"error":10,"top5Error":1,"best":0.9,"#)
    #expect(
      found == [
        "loss/train": 1.5, "loss/validation": 1.25, "error/train": 25, "error/validation": 10,
        "error/validation_top5": 1, "lr": 0.02, "images_per_second": 640,
      ])
  }

  @Test func anEpochWithoutEvaluationHasNoneOfIt() throws {
    #expect(
      try scalars("") == [
        "loss/train": 1.5, "error/train": 25, "lr": 0.02, "images_per_second": 640,
      ])
  }
}
