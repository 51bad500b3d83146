import Detection
import Foundation
import TensorCore
import Testing

@Suite struct SearchRegionTests {
  /// What a network that says exactly `shares` gives: in-out probabilities are the shares, the odds of
  /// borders are `M - 1` times theirs, as the loss weighs them.
  private func prediction(
    _ model: LocalizationModel, _ shares: [Float], cells: Int
  ) -> AxisPrediction {
    let logits = shares.enumerated().map { i, share in
      let isInside = model != .borders && i < cells
      return logf(share / (1 - share)) + (isInside ? 0 : logf(Float(cells - 1)))
    }
    return AxisPrediction(model, cells: cells, logits: logits[...])
  }

  private func decoded(
    _ region: SearchRegion, _ object: Box, _ model: LocalizationModel
  ) -> Box {
    let shares = region.encode(object, model)
    return region.decode(
      x: prediction(model, shares.x, cells: region.cells),
      y: prediction(model, shares.y, cells: region.cells))
  }

  /// Box, object and results of the LocNet code, which counts pixels from 1
  /// and includes the last.
  ///
  /// Pixel `i` of that convention covers `i - 1 ..< i` here, so (101, 61, 180, 100) is (100, 60,
  /// 180, 100), and its decoded left border `x` is `x - 1` here, its right border `x`.
  @Test(arguments: LocalizationModel.allCases) func paperExample(model: LocalizationModel) {
    let box = Box(x0: 100, y0: 60, x1: 180, y1: 100)
    let object = Box(x0: 110, y0: 50, x1: 170, y1: 120)
    let golden: [(cells: Int, first: [Int], last: [Int], decoded: Box)] = [
      (28, [9, 4], [21, 28], Box(x0: 109.643, y0: 52.214, x1: 171.357, y1: 113.929)),
      (56, [18, 6], [40, 56], Box(x0: 112.214, y0: 50.929, x1: 168.786, y1: 115.214)),
    ]
    for (cells, first, last, decoded) in golden {
      let region = SearchRegion(around: box, cells: cells)
      // R = (69, 45, 212, 116) in the paper's pixels.
      #expect(region.box.isWithin(1e-4, of: Box(x0: 68, y0: 44, x1: 212, y1: 116)))
      let target = region.encode(object, model)
      for (axis, shares) in [target.x, target.y].enumerated() {
        if model != .borders {
          // Cells inside are inside for the paper too, except at the borders, which it rounds.
          for cell in 0..<cells
          where abs(cell + 1 - first[axis]) > 1 && abs(cell + 1 - last[axis]) > 1 {
            let isInside = cell + 1 > first[axis] && cell + 1 < last[axis]
            #expect(shares[cell] == (isInside ? 1 : 0), "cell \(cell) of axis \(axis)")
          }
        }
        guard model != .inOut else { continue }
        // The paper rounds the middle of the border's pixel, half a pixel inside, to an edge between
        // cells, and counts those from 1. Our last border stands at the end of its cell.
        let halfPixel = Float(cells) / [144, 72][axis] / 2
        let borders = shares.suffix(2 * cells)
        let from = mean(borders.prefix(cells))
        let to = mean(borders.suffix(cells)) + 1
        #expect(Int((from + halfPixel).rounded()) + 1 == first[axis])
        #expect(min(Int((to - halfPixel).rounded()) + 1, cells) == last[axis])
      }
      let found = self.decoded(region, object, model)
      let half = (x: Float(144) / Float(cells) / 2, y: Float(72) / Float(cells) / 2)
      #expect(abs(found.x0 - (decoded.x0 - 1)) <= half.x)
      #expect(abs(found.x1 - decoded.x1) <= half.x)
      #expect(abs(found.y0 - (decoded.y0 - 1)) <= half.y)
      // The object ends below the region: the paper loses up to a whole cell at its last one, we
      // none.
      #expect(abs(found.y1 - 116) < 1e-2)
      #expect(abs(found.y1 - decoded.y1) <= 2 * half.y)
      #expect(found.isWithin(1e-2, of: Box(x0: 110, y0: 50, x1: 170, y1: 116)))
    }
  }

  /// The mean cell of a vector of shares that add up to one.
  private func mean(_ shares: ArraySlice<Float>) -> Float {
    let sum = shares.reduce(0, +)
    #expect(abs(sum - 1) < 1e-5)
    return shares.enumerated().reduce(0) { $0 + Float($1.offset) * $1.element }
  }

  /// Shares of cells carry where in the cell a border is: the way back is exact but for rounding.
  @Test(arguments: [28, 56, 7], LocalizationModel.allCases)
  func roundTripIsExact(cells: Int, model: LocalizationModel) {
    var generator = RandomGenerator(seed: 5, stream: UInt64(cells))
    var largest: Float = 0
    for _ in 0..<2000 {
      let box = Box(
        x: generator.uniform(in: -50...500), y: generator.uniform(in: -50...500),
        width: generator.uniform(in: 1...400), height: generator.uniform(in: 1...400))
      let region = SearchRegion(around: box, cells: cells)
      let (cellWidth, cellHeight) = (
        region.box.width / Float(cells), region.box.height / Float(cells)
      )
      // An object of at least 3 cells covers a whole one; smaller ones say less than needed.
      func interval(_ start: Float, _ end: Float, _ cell: Float) -> (Float, Float) {
        let size = generator.uniform(in: 3 * cell...end - start)
        let from = generator.uniform(in: start...end - size)
        return (from, from + size)
      }
      let (x0, x1) = interval(region.box.x0, region.box.x1, cellWidth)
      let (y0, y1) = interval(region.box.y0, region.box.y1, cellHeight)
      let object = Box(x0: x0, y0: y0, x1: x1, y1: y1)
      let target = region.encode(object, model)
      #expect((target.x + target.y).allSatisfy { (0...1).contains($0) })
      if model == .inOut {
        #expect(abs(target.x.reduce(0, +) * cellWidth - object.width) < 1e-3 * region.box.width)
      }
      let found = decoded(region, object, model)
      largest = max(
        largest, abs(found.x0 - x0) / cellWidth, abs(found.x1 - x1) / cellWidth,
        abs(found.y0 - y0) / cellHeight, abs(found.y1 - y1) / cellHeight)
    }
    #expect(largest < 0.01, "in cells")
  }

  @Test(arguments: LocalizationModel.allCases) func bordersOnCellEdgesAreExact(
    model: LocalizationModel
  ) {
    // Cells of 9 / 5 = 1.8 pixels about a box of 28 pixels: edges at -11.2 + 1.8 i.
    let region = SearchRegion(around: Box(x: 0, y: 0, width: 28, height: 28), cells: 28)
    for first in 0..<27 {
      for last in first + 1..<28 {
        let object = Box(
          x0: region.box.x0 + 1.8 * Float(first), y0: region.box.y0 + 1.8 * Float(first),
          x1: region.box.x0 + 1.8 * Float(last + 1), y1: region.box.y0 + 1.8 * Float(last + 1))
        #expect(decoded(region, object, model).isWithin(1e-2, of: object))
      }
    }
  }

  @Test(arguments: LocalizationModel.allCases) func objectsAreCutAtTheRegion(
    model: LocalizationModel
  ) {
    let region = SearchRegion(around: Box(x: 100, y: 100, width: 50, height: 50), cells: 28)
    let all = decoded(region, Box(x0: -500, y0: -500, x1: 900, y1: 900), model)
    #expect(all.isWithin(0.05, of: region.box))
    let partly = decoded(region, Box(x0: 0, y0: 110, x1: 120, y1: 900), model)
    #expect(partly.isWithin(0.05, of: Box(x0: 80, y0: 110, x1: 120, y1: 170)))
    // Nothing of the object is in the region: no cell is inside, and what is decoded is still a box of
    // the region.
    for object in [
      Box(x: 500, y: 500, width: 20, height: 20), Box(x: -90, y: -90, width: 20, height: 20),
      Box(x: 110, y: 110, width: 0, height: 0),
    ] {
      let target = region.encode(object, model)
      if model == .inOut { #expect((target.x + target.y).allSatisfy { $0 == 0 }) }
      let box = decoded(region, object, model)
      #expect(!box.isEmpty && box.fraction(inside: region.box) > 0.999)
    }
  }

  @Test(arguments: LocalizationModel.allCases) func degenerateBoxesGiveNumbers(
    model: LocalizationModel
  ) {
    for box in [
      Box(x: 10, y: 10, width: 0, height: 0), Box(x: 10, y: 10, width: 0, height: 5),
      Box(x: 10, y: 10, width: 1e-30, height: 1e30), Box(x0: 10, y0: 10, x1: 5, y1: 5),
      Box(x: 0, y: 0, width: 1e-6, height: 1e-6),
    ] {
      let region = SearchRegion(around: box, cells: 28)
      for object in [
        box, Box(x: 10, y: 10, width: 5, height: 5), Box(x: 0, y: 0, width: 0, height: 0),
      ] {
        let target = region.encode(object, model)
        #expect(target.x.count % 28 == 0 && target.y.count == target.x.count)
        #expect((target.x + target.y).allSatisfy { (0...1).contains($0) }, "\(box), \(object)")
        let found = decoded(region, object, model)
        #expect(
          [found.x0, found.y0, found.x1, found.y1].allSatisfy { !$0.isNaN }, "\(box), \(object)")
      }
    }
  }
}
