import Autograd
import Detection
import Foundation
import TestSupport
import Testing

@Suite struct LocalizationOutputsTests {
  private static let cells = 7

  /// Three boxes with objects of classes 1, 0 and 1, whose search regions have 7 cells of 18 pixels.
  private static let samples: [LocalizationOutputs.Sample] = [
    (Box(x: 30, y: 12, width: 50, height: 41), 1), (Box(x: -9, y: 5, width: 90, height: 70), 0),
    (Box(x: 22, y: 20, width: 60, height: 60), 1),
  ].map { object, category in
    (
      BatchBox(image: 0, box: Box(x: 20, y: 10, width: 70, height: 70)),
      DetectionSample.Object(box: object, category: category)
    )
  }

  /// LocNet's loss from probabilities, with its weights M / 2 and M / (2 (M - 1)) for the two sides
  /// of border vectors: the mean over boxes, vectors and cells of the classes of the objects.
  private static func loss(
    _ logits: ReferenceArray, _ model: LocalizationModel, classes: Int
  ) -> Double {
    let m = Double(cells)
    let vectors = [LocalizationModel.inOut: 1, .borders: 2, .combined: 3][model] ?? 0
    var sum = 0.0
    for (row, sample) in samples.enumerated() {
      let shares = SearchRegion(around: sample.region.box, cells: cells)
        .encode(sample.object.box, model)
      for (axis, shares) in [shares.x, shares.y].enumerated() {
        for vector in 0..<vectors {
          let isBorder = model == .borders || vector > 0
          let positive = isBorder ? m / 2 : 1
          let negative = isBorder ? m / (2 * (m - 1)) : 1
          for cell in 0..<cells {
            let category = classes == 1 ? 0 : sample.object.category
            let column = ((axis * classes + category) * vectors + vector) * cells + cell
            let p = 1 / (1 + exp(-logits[row, column]))
            let share = Double(shares[vector * cells + cell])
            sum -= positive * share * log(p) + negative * (1 - share) * log(1 - p)
          }
        }
      }
    }
    return sum / Double(samples.count * 2 * vectors * cells)
  }

  private static let cases = LocalizationModel.allCases.flatMap { model in
    [1, 3].map { classes in
      let outputs = LocalizationOutputs(model, classes: classes, cells: cells)
      return OperationCase(
        "\(model) with \(classes) classes",
        inputs: [.random([samples.count, 2 * outputs.count], seed: 4, in: -3...3)], groups: 200,
        operation: { x, _ in outputs.loss(x[0], samples) },
        reference: { x, _ in ReferenceArray(scalar: loss(x[0], model, classes: classes)) })
    }
  }

  @Test(arguments: cases) func lossAndGradient(_ loss: OperationCase) {
    #expect(loss.failures() == [])
  }

  /// No logits have a lower loss than those that stand for the shares themselves.
  @Test(arguments: LocalizationModel.allCases) func sharesAreTheMinimum(model: LocalizationModel) {
    let outputs = LocalizationOutputs(model, classes: 1, cells: Self.cells)
    let ideal = Self.samples.flatMap { sample -> [Double] in
      let shares = SearchRegion(around: sample.region.box, cells: Self.cells)
        .encode(sample.object.box, model)
      return [shares.x, shares.y].flatMap { axis in
        axis.enumerated().map { i, share in
          let raised = model == .borders || i >= Self.cells ? log(Double(Self.cells - 1)) : 0
          return min(max(log(Double(share) / (1 - Double(share))) + raised, -30), 30)
        }
      }
    }
    func loss(_ logits: [Double]) -> Float {
      let shape = [Self.samples.count, 2 * outputs.count]
      let logits = ReferenceArray(.init(shape), logits)
      return outputs.loss(Variable(logits.tensor), Self.samples).value.scalar
    }
    let best = loss(ideal)
    for step in [-0.5, 0.5] {
      for which in ideal.indices where abs(ideal[which]) < 30 {
        var moved = ideal
        moved[which] += step
        #expect(loss(moved) > best)
      }
    }
  }
}
