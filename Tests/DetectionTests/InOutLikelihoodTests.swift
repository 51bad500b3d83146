import Detection
import Foundation
import TensorCore
import Testing

@Suite struct InOutLikelihoodTests {
  @Test func maximumSumIsThatOfAllRanges() {
    var generator = RandomGenerator(seed: 7)
    for round in 0..<2000 {
      let count = 1 + Int(generator.next() % 30)
      // Whole numbers, exact in Float, with many equal sums.
      let values = (0..<count).map { _ in Float(Int(generator.next() % 13)) - Float(3 + round % 9) }
      var best = -Float.infinity
      for first in 0..<count {
        for end in first + 1...count { best = max(best, values[first..<end].reduce(0, +)) }
      }
      let found = InOutLikelihood.maximumSum(values)
      #expect(!found.isEmpty && found.lowerBound >= 0 && found.upperBound <= count)
      #expect(values[found].reduce(0, +) == best, "\(values)")
    }
  }

  @Test func firstAndShortestOfEqualSums() {
    #expect(InOutLikelihood.maximumSum([0, 1, 0]) == 1..<2)
    #expect(InOutLikelihood.maximumSum([1, -1, 1]) == 0..<1)
    #expect(InOutLikelihood.maximumSum([2, -1, 2]) == 0..<3)
    #expect(InOutLikelihood.maximumSum([-3, -1, -2]) == 1..<2)
    #expect(InOutLikelihood.maximumSum([-5]) == 0..<1)
  }

  /// Each end lies within half a cell of the whole cells that are the most likely of all.
  @Test func bestIntervalIsTheMostLikely() {
    var generator = RandomGenerator(seed: 8)
    for _ in 0..<500 {
      let count = 2 + Int(generator.next() % 27)
      let probabilities = (0..<count).map { _ in generator.uniform() }
      var best = -Double.infinity
      var cells = 0..<1
      for first in 0..<count {
        for end in first + 1...count {
          let likelihood = logLikelihood(probabilities, inside: first..<end)
          if likelihood > best { (best, cells) = (likelihood, first..<end) }
        }
      }
      let found = InOutLikelihood.bestInterval(probabilities[...])
      if cells.count > 1 {
        #expect(abs(found.lowerBound - Float(cells.lowerBound)) <= 0.5)
        #expect(abs(found.upperBound - Float(cells.upperBound)) <= 0.5)
      } else {
        // A single cell may be unlikely itself; its ends still belong to it or its neighbours.
        #expect(found.lowerBound >= Float(cells.lowerBound) - 0.5)
        #expect(found.upperBound <= Float(cells.upperBound) + 0.5)
      }
      #expect(found.lowerBound >= 0 && found.upperBound <= Float(count))
    }
  }

  @Test func sharesOfBorderCellsMoveTheEnds() {
    #expect(InOutLikelihood.bestInterval([0, 0.25, 1, 1, 0]) == 1.75...4)
    #expect(InOutLikelihood.bestInterval([0, 0.75, 1, 1, 0.25]) == 1.25...4.25)
    #expect(InOutLikelihood.bestInterval([1, 1, 1]) == 0...3)
    #expect(InOutLikelihood.bestInterval([0, 1, 0]) == 1...2)
  }

  @Test func anythingGivesAnInterval() {
    let rows: [[Float]] = [
      [0, 0, 0], [1], [0], [.nan, .nan], [.nan, 1, 0], [1, 0, .nan], [0.5, 0.5], [1e-30, 1],
    ]
    for row in rows {
      let found = InOutLikelihood.bestInterval(row[...])
      #expect(found.lowerBound >= 0 && found.upperBound <= Float(row.count), "\(row)")
    }
  }

  /// LocNet's equation 4, with its clamp of 1e-4.
  private func logLikelihood(_ probabilities: [Float], inside: Range<Int>) -> Double {
    probabilities.indices.reduce(0) { sum, i in
      let p = min(max(Double(probabilities[i]), 1e-4), 1 - 1e-4)
      return sum + log(inside.contains(i) ? p : 1 - p)
    }
  }
}
