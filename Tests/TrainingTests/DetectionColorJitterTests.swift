import Imaging
import TensorCore
import Testing

@Suite struct DetectionColorJitterTests {
  private let picture: Image = {
    var generator = RandomGenerator(seed: 4)
    return Image(
      width: 23, height: 17, pixels: (0..<23 * 17 * 3).map { _ in UInt8(generator.next() & 0xFF) })
  }()

  @Test func factorsOfOneChangeNothing() {
    #expect(picture.colorJittered(brightness: 1, contrast: 1, saturation: 1) == picture)
    for color in [Color.black, .white, Color(red: 1, green: 254, blue: 77)] {
      let image = Image(width: 3, height: 2, fill: color)
      #expect(image.colorJittered(brightness: 1, contrast: 1, saturation: 1) == image)
    }
  }

  /// Brightness multiplies and clamps.
  @Test func brightness() {
    let image = Image(width: 2, height: 1, pixels: [10, 100, 200, 0, 255, 31])
    #expect(
      image.colorJittered(brightness: 0.5, contrast: 1, saturation: 1).pixels
        == [5, 50, 100, 0, 128, 16])
    #expect(
      image.colorJittered(brightness: 2, contrast: 1, saturation: 1).pixels
        == [20, 200, 255, 0, 255, 62])
    #expect(
      image.colorJittered(brightness: 0, contrast: 1, saturation: 1).pixels == [0, 0, 0, 0, 0, 0])
  }

  /// Contrast 0 leaves the mean grey of the whole picture: here of a black and a white pixel.
  @Test func contrast() {
    let image = Image(width: 2, height: 1, pixels: [0, 0, 0, 255, 255, 255])
    #expect(
      image.colorJittered(brightness: 1, contrast: 0, saturation: 1).pixels
        == [128, 128, 128, 128, 128, 128])
    #expect(
      image.colorJittered(brightness: 1, contrast: 0.5, saturation: 1).pixels
        == [64, 64, 64, 191, 191, 191])
  }

  /// Saturation 0 leaves each pixel's own luma: 0.299 red + 0.587 green + 0.114 blue.
  @Test func saturation() {
    let image = Image(width: 3, height: 1, pixels: [255, 0, 0, 0, 255, 0, 0, 0, 255])
    #expect(
      image.colorJittered(brightness: 1, contrast: 1, saturation: 0).pixels
        == [76, 76, 76, 150, 150, 150, 29, 29, 29])
    // Half way to grey.
    let half = image.colorJittered(brightness: 1, contrast: 1, saturation: 0.5).pixels
    #expect(half[0...2] == [166, 38, 38])
  }

  /// A turn keeps greys and each pixel's luma, and a whole one changes nothing.
  @Test func hue() {
    let grey = Image(width: 2, height: 1, pixels: [90, 90, 90, 200, 200, 200])
    #expect(grey.colorJittered(brightness: 1, contrast: 1, saturation: 1, hue: 0.3) == grey)
    let color = Image(width: 1, height: 1, pixels: [140, 110, 90])
    for hue in stride(from: Float(-0.5), through: 0.5, by: 0.125) {
      let turned = color.colorJittered(brightness: 1, contrast: 1, saturation: 1, hue: hue).pixels
      let luma = zip(turned, [0.299, 0.587, 0.114]).reduce(0) { $0 + Double($1.0) * $1.1 }
      #expect(abs(luma - (0.299 * 140 + 0.587 * 110 + 0.114 * 90)) < 0.6, "\(hue)")
      #expect((turned == color.pixels) == (hue == 0))
    }
    // Half a circle is the complement in U and V: 0.492 (B - Y) and 0.877 (R - Y) change signs.
    let half = color.colorJittered(brightness: 1, contrast: 1, saturation: 1, hue: 0.5).pixels
    let y = 0.299 * 140 + 0.587 * 110 + 0.114 * 90
    for (found, own) in zip(half, [140, 110, 90]) {
      #expect(abs(Double(found) - (2 * y - Double(own))) <= 0.51)
    }
  }

  /// Every number of pixels around the vectors, one change after the other in `Double`.
  @Test func agreesWithTheDefinition() {
    var generator = RandomGenerator(seed: 9)
    func luma(_ c: [Double]) -> Double { 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2] }
    for width in 1...70 {
      let height = width % 3 + 1
      let pixels = (0..<width * height * 3).map { _ in UInt8(generator.next() & 0xFF) }
      let factors = (0..<3).map { _ in 1 + 0.4 * generator.uniform(in: -1...1) }
      let result = Image(width: width, height: height, pixels: pixels).colorJittered(
        brightness: factors[0], contrast: factors[1], saturation: factors[2])
      let bright = stride(from: 0, to: pixels.count, by: 3).map { i in
        (i..<i + 3).map { Double(pixels[$0]) * Double(factors[0]) }
      }
      let mean = bright.map(luma).reduce(0, +) / Double(width * height)
      let expected = bright.flatMap { color in
        let color = color.map { mean + ($0 - mean) * Double(factors[1]) }
        let grey = luma(color)
        return color.map { min(max(grey + ($0 - grey) * Double(factors[2]), 0), 255) }
      }
      for (value, reference) in zip(result.pixels, expected) {
        #expect(abs(Double(value) - reference) <= 0.501)
      }
    }
  }
}
