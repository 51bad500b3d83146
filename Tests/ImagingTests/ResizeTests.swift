import Imaging
import Testing

@Suite struct ResizeTests {
  /// To the bit: the arithmetic is Pillow's.
  @Test(arguments: Fixtures.index.resized)
  func agreesWithPillow(_ example: Fixtures.ResizedCase) throws {
    let region = example.box.map { Region(x0: $0[0], y0: $0[1], x1: $0[2], y1: $0[3]) }
    let image = try Fixtures.image(example.file).resized(
      width: example.width, height: example.height, from: region,
      filter: example.filter == "bicubic" ? .bicubic : .bilinear)
    #expect(try largestDifference(image, Fixtures.image(example.reference)) == 0)
  }

  @Test func fixturesAreThere() { #expect(Fixtures.index.resized.count >= 15) }

  @Test func sameSizeIsTheSamePicture() throws {
    let image = try Fixtures.image("source.png")
    #expect(image.resized(width: image.width, height: image.height) == image)
  }

  /// Every width around the 16 bytes of a vector, against the definition in floating point.
  @Test(arguments: 1...23)
  func agreesWithThePlainDefinition(width: Int) throws {
    let image = try Fixtures.image("source.png")
    let result = image.resized(width: width, height: 9)
    let expected = plainBilinear(image, width: width, height: 9)
    for (value, reference) in zip(result.pixels, expected) {
      // Half a step for each of the two roundings.
      #expect(abs(Double(value) - reference) <= 1.01)
    }
  }

  /// To the bit against Pillow's arithmetic said plainly: odd and even numbers of samples, rows that
  /// are no multiple of four, and every row length around a vector.
  @Test(arguments: [ResampleFilter.bilinear, .bicubic])
  func agreesWithPlainArithmetic(filter: ResampleFilter) {
    var generator = SystemRandomNumberGenerator()
    for input in 1...21 {
      for output in [1, 2, 3, 4, 5, 6, 7, 10, 11, 16, 21, 22, 43] {
        let (height, newHeight) = ((input * 5 + output) % 11 + 1, (output * 3 + input) % 13 + 1)
        // Extremes, so that the cubic filter overshoots.
        let pixels = (0..<input * height * 3).map { _ in
          [0, 255, UInt8.random(in: 0...255, using: &generator)].randomElement() ?? 0
        }
        let image = Image(width: input, height: height, pixels: pixels)
        let rows = plainResampled(
          pixels, lines: height, count: input, step: 3, to: output, filter)
        let expected = plainResampled(
          rows, lines: 1, count: height, step: output * 3, to: newHeight, filter)
        #expect(
          image.resized(width: output, height: newHeight, filter: filter).pixels == expected,
          "\(image.size) to \(output) x \(newHeight)")
      }
    }
  }

  /// Resamples the middle axis of `[lines, count, step]` in Pillow's fixed point.
  private func plainResampled(
    _ values: [UInt8], lines: Int, count: Int, step: Int, to newCount: Int, _ filter: ResampleFilter
  ) -> [UInt8] {
    if count == newCount { return values }
    func weight(_ distance: Double) -> Double {
      let x = abs(distance)
      switch filter {
      case .bilinear: return max(0, 1 - x)
      case .bicubic:
        return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0
      }
    }
    let scale = Double(count) / Double(newCount)
    let spread = max(1, scale)
    let support = (filter == .bilinear ? 1 : 2) * spread
    var result = [UInt8](repeating: 0, count: lines * newCount * step)
    for output in 0..<newCount {
      let center = (Double(output) + 0.5) * scale
      let used = max(0, Int(center - support + 0.5))..<min(count, Int(center + support + 0.5))
      let weights = used.map { weight((Double($0) - center + 0.5) / spread) }
      let sum = weights.reduce(0, +)
      let fixed = weights.map { Int(($0 / sum * 4_194_304).rounded(.toNearestOrAwayFromZero)) }
      for line in 0..<lines {
        for offset in 0..<step {
          let total = zip(used, fixed).reduce(1 << 21) {
            $0 + Int(values[(line * count + $1.0) * step + offset]) * $1.1
          }
          result[(line * newCount + output) * step + offset] = UInt8(min(max(total >> 22, 0), 255))
        }
      }
    }
    return result
  }

  @Test func oneColourStaysOneColour() {
    let color = Color(red: 255, green: 1, blue: 128)
    let image = Image(width: 37, height: 29, fill: color)
    for filter in [ResampleFilter.bilinear, .bicubic] {
      for (width, height) in [(5, 3), (36, 30), (100, 80)] {
        #expect(
          image.resized(width: width, height: height, filter: filter)
            == Image(width: width, height: height, fill: color))
      }
    }
  }

  @Test func cropAndFlip() throws {
    let image = try Fixtures.image("source.png")
    let crop = image.cropped(x: 7, y: 5, width: 20, height: 11)
    #expect(
      crop == image.resized(width: 20, height: 11, from: Region(x0: 7, y0: 5, x1: 27, y1: 16)))
    #expect(crop[0, 0] == image[7, 5])
    #expect(crop[19, 10] == image[26, 15])
    let flipped = image.flippedHorizontally()
    #expect(flipped[0, 3] == image[60, 3])
    #expect(flipped.flippedHorizontally() == image)
  }

  @Test func turnsCancelOut() throws {
    let image = try Fixtures.image("source.png")
    let right = image.upright(from: .right)
    #expect(right.size == ImageSize(width: image.height, height: image.width))
    #expect(right[0, 0] == image[0, image.height - 1])
    #expect(right.upright(from: .left) == image)
    #expect(image.upright(from: .down).upright(from: .down) == image)
    #expect(image.upright(from: .leftMirrored).upright(from: .leftMirrored) == image)
    #expect(image.upright(from: .rightMirrored).upright(from: .rightMirrored) == image)
    #expect(
      image.upright(from: .downMirrored).upright(from: .upMirrored) == image.upright(from: .down))
  }

  /// The triangle filter by its definition, without rounding between the passes.
  private func plainBilinear(_ image: Image, width: Int, height: Int) -> [Double] {
    func weights(_ input: Int, _ output: Int, _ index: Int) -> [Double] {
      let scale = Double(input) / Double(output)
      let spread = max(1, scale)
      let center = (Double(index) + 0.5) * scale
      let weights = (0..<input).map { max(0, 1 - abs(Double($0) + 0.5 - center) / spread) }
      let sum = weights.reduce(0, +)
      return weights.map { $0 / sum }
    }
    var result: [Double] = []
    for y in 0..<height {
      let rows = weights(image.height, height, y)
      for x in 0..<width {
        let columns = weights(image.width, width, x)
        for channel in 0..<3 {
          var sum = 0.0
          for (row, rowWeight) in rows.enumerated() where rowWeight > 0 {
            for (column, weight) in columns.enumerated() where weight > 0 {
              let value = image.pixels[(row * image.width + column) * 3 + channel]
              sum += rowWeight * weight * Double(value)
            }
          }
          result.append(sum)
        }
      }
    }
    return result
  }
}
