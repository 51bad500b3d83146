import Detection
import Foundation
import TensorCore
import Testing

@Suite struct AxisPredictionTests {
  private func vectorCount(_ model: LocalizationModel) -> Int {
    switch model {
    case .inOut: 1
    case .borders: 2
    case .combined: 3
    }
  }

  /// The logarithm of LocNet's likelihood of the cells `a...b` (equations 2 to 4, and the authors'
  /// code for the combined model), from probabilities kept at least 1e-4 away from 0 and 1.
  private func likelihood(
    _ model: LocalizationModel, _ vectors: [[Double]], _ a: Int, _ b: Int
  ) -> Double {
    func inside(_ p: [Double]) -> Double {
      p.indices.reduce(0) { $0 + log(a...b ~= $1 ? p[$1] : 1 - p[$1]) }
    }
    func odds(_ p: Double) -> Double { log(p) - log(1 - p) }
    return switch model {
    case .inOut: inside(vectors[0])
    case .borders: log(vectors[0][a]) + log(vectors[1][b])
    case .combined: inside(vectors[0]) + odds(vectors[1][a]) + odds(vectors[2][b])
    }
  }

  @Test(arguments: LocalizationModel.allCases, [2, 3, 7, 8, 28, 56])
  func bestCellsAreThoseOfAllPairs(model: LocalizationModel, cells: Int) {
    var generator = RandomGenerator(seed: 7, stream: UInt64(cells))
    for round in 0..<200 {
      // Sure and unsure ones, and some beyond the clamp.
      let scale: Float = [1, 4, 15][round % 3]
      let logits = (0..<cells * vectorCount(model)).map { _ in
        generator.uniform(in: -scale...scale)
      }
      let vectors = stride(from: 0, to: logits.count, by: cells).map { start in
        logits[start..<start + cells].map {
          min(max(1 / (1 + exp(-Double($0))), 1e-4), 1 - 1e-4)
        }
      }
      var best = -Double.infinity
      var pairs = 0
      for a in 0..<cells - 1 {
        for b in a + 1..<cells {
          best = max(best, likelihood(model, vectors, a, b))
          pairs += 1
        }
      }
      #expect(pairs == cells * (cells - 1) / 2)
      let found = AxisPrediction(model, cells: cells, logits: logits[...]).bestCells
      #expect(found.lowerBound >= 0 && found.upperBound < cells && found.count > 1)
      let likelihood = likelihood(model, vectors, found.lowerBound, found.upperBound)
      #expect(abs(likelihood - best) < 1e-4 * max(1, abs(best)), "\(found): \(likelihood), \(best)")
    }
  }

  @Test func firstOfEqualPairs() {
    func best(_ logits: [Float]) -> ClosedRange<Int> {
      AxisPrediction(.inOut, cells: logits.count, logits: logits[...]).bestCells
    }
    #expect(best([0, 0, 0]) == 0...1)
    #expect(best([1, -1, 1]) == 0...2)
    #expect(best([5, -8, 5, 0]) == 2...3)
    #expect(best([9, -1, 9, -9]) == 0...2)
    #expect(best([-3, -1, -2]) == 1...2)
    #expect(best([-5, -5]) == 0...1)
    // Beyond the clamp all are equally sure.
    #expect(best([50, 50, -50, -50, 20, 20]) == 0...1)
  }

  /// Each end lies within a cell of the most likely cells, whatever the logits.
  @Test(arguments: LocalizationModel.allCases) func endsStayNearTheBestCells(
    model: LocalizationModel
  ) {
    var generator = RandomGenerator(seed: 8)
    for _ in 0..<500 {
      let cells = 2 + Int(generator.next() % 27)
      let logits = (0..<cells * vectorCount(model)).map { _ in generator.uniform(in: -6...6) }
      let prediction = AxisPrediction(model, cells: cells, logits: logits[...])
      let (whole, found) = (prediction.bestCells, prediction.interval)
      #expect(found.lowerBound < found.upperBound)
      #expect(abs(found.lowerBound - Float(whole.lowerBound)) <= 1)
      #expect(abs(found.upperBound - Float(whole.upperBound + 1)) <= 1)
      #expect(found.lowerBound >= 0 && found.upperBound <= Float(cells))
    }
  }

  @Test func sharesOfBorderCellsMoveTheEnds() {
    func found(_ shares: [Float]) -> ClosedRange<Float> {
      let logits = shares.map { logf($0 / (1 - $0)) }
      return AxisPrediction(.inOut, cells: shares.count, logits: logits[...]).interval
    }
    #expect(found([0, 0.25, 1, 1, 0]) == 1.75...4)
    #expect(found([0, 0.75, 1, 1, 0.25]) == 1.25...4.25)
    #expect(found([1, 1, 1]) == 0...3)
    // One cell: the pair's other cell is outside by its own word.
    #expect(found([0, 1, 0]) == 1...2)
  }

  /// A border half a cell from both neighbours, and one of the paper's kind: a single sure cell.
  @Test func borderVectorsAreMeans() {
    let sure: Float = 9
    func found(_ first: [Float], _ last: [Float]) -> ClosedRange<Float> {
      AxisPrediction(.borders, cells: 5, logits: (first + last)[...]).interval
    }
    let hard = found([-sure, sure, -sure, -sure, -sure], [-sure, -sure, -sure, sure, -sure])
    #expect(abs(hard.lowerBound - 1) < 1e-3 && abs(hard.upperBound - 4) < 1e-3)
    let half = found([-sure, 2, 2, -sure, -sure], [-sure, -sure, -sure, 2, 2])
    #expect(abs(half.lowerBound - 1.5) < 1e-3 && abs(half.upperBound - 4.5) < 1e-3)
  }

  @Test(arguments: LocalizationModel.allCases) func anythingGivesAnInterval(
    model: LocalizationModel
  ) {
    for row in [
      [0, 0, 0], [.nan, .nan, .nan], [.nan, 1, 0], [1, 0, .nan], [.infinity, -.infinity, .nan],
      [-.infinity, -.infinity, -.infinity], [.infinity, .infinity, .infinity],
    ] as [[Float]] {
      let logits = Array(repeatElement(row, count: vectorCount(model)).joined())
      let found = AxisPrediction(model, cells: 3, logits: logits[...]).interval
      #expect(found.lowerBound >= 0 && found.upperBound <= 3, "\(row)")
      #expect(found.lowerBound < found.upperBound, "\(row)")
    }
  }
}
