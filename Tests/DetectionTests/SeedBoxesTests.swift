import Detection
import Foundation
import Testing

@Suite struct SeedBoxesTests {
  static let pictures = [
    (640, 480), (480, 640), (256, 192), (500, 375), (1000, 667), (333, 500), (385, 385), (384, 384),
    (2000, 1500), (100, 100), (20, 500), (700, 30), (17, 17), (16, 16), (33, 17), (1, 1),
    (3000, 50),
  ]

  @Test(arguments: pictures)
  func boxesAreThoseOfThePaper(width: Int, height: Int) {
    for limit in [10_000, 5000, 2000] {
      let expected = referenceSeeds(width: width, height: height, limit: limit)
      let found = SeedBoxes(limit: limit).boxes(width: width, height: height)
      #expect(found.count == expected.count, "limit \(limit)")
      // The order is free: both are sorted by size, then by place.
      for (a, b) in zip(found.sorted(by: precedes), expected.sorted(by: precedes))
      where !a.isWithin(0.01, of: b) {
        Issue.record("limit \(limit): \(a), not \(b)")
        break
      }
    }
  }

  /// What `tools/make-seed-box-fixtures` says of a picture.
  private struct Expected: Decodable {
    struct Size: Decodable {
      let width, height: Float
      /// In continuous coordinates, and in the original's.
      let count, matlab: Int
      /// Top left corners: of the first box, of the next to the right and below, of the last.
      let first, second, last: [Float]
    }

    let width, height, limit, total: Int
    let whole: Bool
    let sizes: [Size]
  }

  @Test func agreesWithTheOriginal() throws {
    let file = (Bundle.module.resourcePath ?? "") + "/Fixtures/SeedBoxes/expected.json"
    let data = try Data(contentsOf: URL(fileURLWithPath: file))
    let cases = try JSONDecoder().decode([Expected].self, from: data)
    #expect(cases.count == 6)
    for expected in cases {
      var boxes = SeedBoxes(limit: expected.limit)
        .boxes(width: expected.width, height: expected.height)
      #expect(boxes.count == expected.total)
      if expected.whole {
        #expect(boxes.first?.width == Float(expected.width))
        boxes.removeFirst()
      }
      for size in expected.sizes.reversed() {
        let own = Array(boxes.prefix(size.count))
        boxes.removeFirst(own.count)
        let name: Comment =
          "\(size.width) x \(size.height) in \(expected.width) x \(expected.height)"
        #expect(own.allSatisfy { abs($0.width - size.width) < 1e-3 }, name)
        #expect(own.allSatisfy { abs($0.height - size.height) < 1e-3 }, name)
        let rows = Set(own.map(\.y0)).count
        let columns = own.count / max(rows, 1)
        let second = own[min(columns - 1, 1) + (rows > 1 ? columns : 0)]
        for (box, corner) in zip(
          [own[0], second, own[own.count - 1]], [size.first, size.second, size.last])
        {
          #expect(abs(box.x0 - corner[0]) < 1e-3 && abs(box.y0 - corner[1]) < 1e-3, name)
        }
      }
      #expect(boxes.isEmpty)
      let original = expected.sizes.reduce(0) { $0 + $1.matlab }
      #expect(abs(expected.total - original) < original / 20)
    }
  }

  @Test(arguments: pictures)
  func boxesLieInThePicture(width: Int, height: Int) {
    for limit in [10_000, 2000, 600, 100, 7, 1, 0] {
      let boxes = SeedBoxes(limit: limit).boxes(width: width, height: height)
      #expect(boxes.count <= limit)
      let frame = Box(x0: 0, y0: 0, x1: Float(width), y1: Float(height))
      for box in boxes {
        #expect(!box.isEmpty)
        let slack: Float = 1e-2
        #expect(
          box.x0 >= -slack && box.y0 >= -slack && box.x1 <= frame.x1 + slack
            && box.y1 <= frame.y1 + slack, "\(box) in \(frame)")
      }
    }
  }

  @Test func limitOfThePaperIsNearlyUsed() {
    for (width, height) in [(640, 480), (500, 375), (480, 640)] {
      let count = SeedBoxes().boxes(width: width, height: height).count
      #expect(count <= 10_000)
      #expect(count > 9700, "\(width) x \(height)")
    }
  }

  /// A limit below the sum of the paper's shares (about 1,800) still buys boxes of all sizes.
  @Test func smallLimitsAreUsed() {
    for limit in [300, 600, 1000, 1500, 1836, 1837, 2000] {
      let boxes = SeedBoxes(limit: limit).boxes(width: 640, height: 480)
      #expect(boxes.count > limit * 8 / 10, "\(boxes.count) of \(limit)")
      #expect(Set(boxes.map { [$0.width.rounded(), $0.height.rounded()] }).count == 25)
    }
  }

  @Test func wholePictureStandsForSizesThatDoNotFit() {
    func whole(_ width: Int, _ height: Int) -> Int {
      let frame = Box(x0: 0, y0: 0, x1: Float(width), y1: Float(height))
      return SeedBoxes().boxes(width: width, height: height).count { $0 == frame }
    }
    #expect(whole(640, 480) == 0)
    #expect(whole(385, 385) == 0)
    #expect(whole(384, 385) == 1)
    #expect(whole(256, 192) == 1)
    #expect(SeedBoxes().boxes(width: 16, height: 16) == [Box(x0: 0, y0: 0, x1: 16, y1: 16)])
    // 20 x 500: only 16x16 and 16x32 fit.
    let narrow = SeedBoxes().boxes(width: 20, height: 500)
    #expect(Set(narrow.map { [$0.width, $0.height] }) == [[20, 500], [16, 16], [16, 32]])
  }

  /// A mirrored picture has the same seeds, mirrored, to the last digit.
  @Test(arguments: [(128, 96, 500), (640, 480, 2000), (256, 192, 10_000)])
  func gridsAreTheirOwnMirrorImage(width: Int, height: Int, limit: Int) {
    let boxes = SeedBoxes(limit: limit).boxes(width: width, height: height)
    #expect(Set(boxes) == Set(boxes.map { $0.flippedHorizontally(width: width) }))
  }

  @Test func gridsAreCentred() {
    let boxes = SeedBoxes().boxes(width: 500, height: 375)
    let bySize = Dictionary(grouping: boxes) { [$0.width.rounded(), $0.height.rounded()] }
    for (size, group) in bySize {
      let left = group.map(\.x0).min() ?? 0
      let right = 500 - (group.map(\.x1).max() ?? 0)
      let top = group.map(\.y0).min() ?? 0
      let bottom = 375 - (group.map(\.y1).max() ?? 0)
      #expect(abs(left - right) < 0.01 && abs(top - bottom) < 0.01, "\(size)")
    }
  }
}

/// Width, height, row, column.
private func precedes(_ a: Box, _ b: Box) -> Bool {
  // Rounded to a sixteenth: the two computations differ in the last digits.
  func key(_ box: Box) -> [Int] {
    [box.width, box.height, box.y0, box.x0].map { Int(($0 * 16).rounded()) }
  }
  return key(a).lexicographicallyPrecedes(key(b))
}

/// AttractioNet_create_seed_boxes.m step by step, in continuous
/// coordinates: the paper's last place of a box, 1-based `W - w`, is `W - w` here too, counted from
/// 0.
private func referenceSeeds(width: Int, height: Int, limit: Int) -> [Box] {
  let (W, H) = (Double(width), Double(height))
  var sizes = [(16.0, 16.0)]
  for s in [32.0, 50, 72, 96, 128, 192, 256, 384] { sizes += [(s, s / 2), (s / 2, s), (s, s)] }
  precondition(sizes.count == 25)

  // 1. Sizes that do not fit are dropped.
  let kept = sizes.filter { w, h in !(w >= W || h >= H) }
  var boxes: [Box] = []
  if kept.count < 25 { boxes.append(Box(x0: 0, y0: 0, x1: Float(W), y1: Float(H))) }
  if kept.isEmpty { return boxes }

  // 2. Quotas.
  var (widest, highest) = (0.0, 0.0)
  for (w, h) in kept { (widest, highest) = (max(widest, w), max(highest, h)) }
  func clip(_ x: Double) -> Int { max(1, min(24, Int(x.rounded(.down)))) }
  let r = kept.map { clip(widest / $0.0) * clip(highest / $0.1) }
  let share = limit / r.reduce(0, +)

  // 3. Strides.
  func count(_ i: Int, _ strides: (Double, Double)) -> Int {
    let (w, h) = kept[i]
    // MATLAB's ranges and mod forgive rounding.
    let columns = ((W - w) / strides.0 + 1e-9).rounded(.down) + 1
    let rows = ((H - h) / strides.1 + 1e-9).rounded(.down) + 1
    return Int(columns * rows)
  }
  var strides: [(Double, Double)] = []
  for (i, (w, h)) in kept.enumerated() {
    var stride = (max(4, w / 8), max(4, h / 8))
    while count(i, stride) > max(1, r[i] * share) { stride = (stride.0 + 2, stride.1 + 2) }
    strides.append(stride)
  }

  // 4. The remainder.
  var remainder = limit - boxes.count
  for i in kept.indices { remainder -= count(i, strides[i]) }
  for _ in 1...3 {
    for i in kept.indices.reversed() {
      for alpha in [0.75, 0.8, 0.85, 0.9, 0.95, 1.0] {
        let denser = (strides[i].0 * alpha, strides[i].1 * alpha)
        let extra = count(i, denser) - count(i, strides[i])
        if extra < remainder {
          strides[i] = denser
          remainder -= extra
          break
        }
      }
    }
  }

  // 5. The grid, what is left over halved between both ends.
  for (i, (w, h)) in kept.enumerated() {
    let columns = Int(((W - w) / strides[i].0 + 1e-9).rounded(.down)) + 1
    let rows = Int(((H - h) / strides[i].1 + 1e-9).rounded(.down)) + 1
    let x0 = ((W - w) - Double(columns - 1) * strides[i].0) / 2
    let y0 = ((H - h) - Double(rows - 1) * strides[i].1) / 2
    for row in 0..<rows {
      for column in 0..<columns {
        boxes.append(
          Box(
            x: Float(x0 + Double(column) * strides[i].0), y: Float(y0 + Double(row) * strides[i].1),
            width: Float(w), height: Float(h)))
      }
    }
  }
  return boxes
}
