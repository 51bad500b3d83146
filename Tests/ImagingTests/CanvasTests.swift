import Imaging
import Testing

@Suite struct CanvasTests {
  private let red = Color(red: 255, green: 0, blue: 0)

  @Test func canvasKeepsThePicture() throws {
    let image = try Fixtures.image("source.png")
    #expect(try Canvas(image).image() == image)
    #expect(try image.annotated(with: []) == image)
  }

  @Test func fillsExactPixels() throws {
    let canvas = try Canvas(width: 10, height: 8, fill: .white)
    canvas.fill(.rectangle(Region(x0: 2, y0: 3, x1: 5, y1: 6)), color: red)
    let image = try canvas.image()
    for y in 0..<8 {
      for x in 0..<10 {
        let isInside = (2..<5).contains(x) && (3..<6).contains(y)
        #expect(image[x, y] == (isInside ? red : .white))
      }
    }
  }

  @Test func alphaMixes() throws {
    let canvas = try Canvas(width: 4, height: 4, fill: .white)
    canvas.fill(.rectangle(Region(x0: 0, y0: 0, x1: 4, y1: 4)), color: .black, alpha: 0.5)
    #expect(abs(try Int(canvas.image()[1, 1].red) - 127) <= 1)
  }

  @Test func drawsEveryFigure() throws {
    let canvas = try Canvas(width: 60, height: 40, fill: .white)
    canvas.fill(.ellipse(Region(x0: 0, y0: 0, x1: 20, y1: 40)), color: red)
    canvas.fill(
      .polygon([Point(x: 20, y: 0), Point(x: 40, y: 0), Point(x: 30, y: 40)]), color: .black)
    canvas.stroke(
      .rectangle(Region(x0: 45, y0: 2, x1: 55, y1: 12)), color: .black, lineWidth: 2)
    let image = try canvas.image()
    #expect(image[10, 20] == red)
    #expect(image[0, 0] == .white)
    #expect(image[30, 5] == .black)
    #expect(image[21, 38] == .white)
    #expect(image[45, 7] == .black)
    #expect(image[50, 7] == .white)
  }

  @Test func extremeCoordinatesAreHarmless() throws {
    let canvas = try Canvas(width: 20, height: 20, fill: .white)
    for value: Float in [.nan, .infinity, -.infinity] {
      canvas.fill(.rectangle(Region(x0: value, y0: 0, x1: 9, y1: 9)), color: red)
      canvas.stroke(.polygon([Point(x: 0, y: value), Point(x: 9, y: 9)]), color: red)
      canvas.drawLabel("here", at: Point(x: value, y: 3), background: .white)
    }
    canvas.fill(.polygon([Point(x: 1, y: 1)]), color: red)
    #expect(try canvas.image().pixels.count == 1200)
    canvas.fill(.rectangle(Region(x0: -1e30, y0: -1e30, x1: 1e30, y1: 1e30)), color: red)
    #expect(try canvas.image() == Image(width: 20, height: 20, fill: red))
  }

  @Test(arguments: [Point(x: 5, y: 5), Point(x: 190, y: 95), Point(x: -50, y: -50)])
  func labelStaysInside(at point: Point) throws {
    let canvas = try Canvas(width: 200, height: 100, fill: .white)
    let place = canvas.drawLabel(
      "dog 0.93", at: point, background: Color(red: 0, green: 0, blue: 117))
    #expect(place.x0 >= 0 && place.y0 >= 0 && place.x1 <= 200 && place.y1 <= 100)
    #expect(place.width > 30 && place.height > 10)
    let image = try canvas.image()
    let x = Int(place.x0)..<Int(place.x1)
    let y = Int(place.y0)..<Int(place.y1)
    let pixels = y.flatMap { y in x.map { image[$0, y] } }
    // Text on a dark background is light, and there is some of it.
    let light = pixels.filter { $0.luma > 180 }.count
    #expect(light > 40 && light < pixels.count / 2)
  }

  @Test(arguments: [
    "", "a\nb\tc", "nul\0inside", String(decoding: [0xFFFF, 0xFDD0] as [UInt16], as: UTF16.self),
    "é 猫 🐈",
    String(repeating: "long ", count: 400),
    String(decoding: [0xC3, 0x28, 0xFF, 0xFE] as [UInt8], as: UTF8.self),
  ])
  func anyTextCanBeDrawn(_ text: String) throws {
    let canvas = try Canvas(width: 64, height: 48, fill: .white)
    let place = canvas.drawLabel(text, at: Point(x: 3, y: 3), background: .black)
    #expect(place.x1 <= 64)
    canvas.fill(.rectangle(Region(x0: 0, y0: 0, x1: 64, y1: 48)), color: red)
    #expect(try canvas.image() == Image(width: 64, height: 48, fill: red))
  }

  @Test func annotatesBoxes() throws {
    let image = Image(width: 320, height: 240, fill: Color(red: 90, green: 90, blue: 90))
    let boxes = [
      Annotation(box: Region(x0: 50, y0: 60, x1: 150, y1: 200), text: "dog 0.93", colorIndex: 0),
      Annotation(box: Region(x0: 52, y0: 61, x1: 180, y1: 190), text: "cat 0.80", colorIndex: 1),
      Annotation(box: Region(x0: -20, y0: -20, x1: 400, y1: 400), text: "all", colorIndex: 2),
      Annotation(box: Region(x0: .nan, y0: 0, x1: 9, y1: 9), text: "no", colorIndex: 3),
      Annotation(box: Region(x0: 500, y0: 500, x1: 600, y1: 600), text: "out", colorIndex: 4),
    ]
    let result = try image.annotated(with: boxes)
    #expect(result.size == image.size)
    #expect(result[51, 150] == Palette.color(0))
    #expect(result[178, 150] == Palette.color(1))
    #expect(result[0, 150] == Palette.color(2))
    #expect(result[100, 130] == image[0, 0])
  }

  /// Pixels of exactly this class's colour.
  private func count(_ index: Int, in image: Image) -> Int {
    let color = Palette.color(index)
    return (0..<image.height).reduce(0) { sum, y in
      sum + (0..<image.width).count { image[$0, y] == color }
    }
  }

  @Test(arguments: [
    Region(x0: 100, y0: 80, x1: 220, y1: 160), Region(x0: 0, y0: 0, x1: 30, y1: 200),
    Region(x0: 300, y0: 225, x1: 320, y1: 240),
  ])
  func labelsOfAlikeBoxesAreAllSeen(box: Region) throws {
    let image = Image(width: 320, height: 240, fill: Color(red: 90, green: 90, blue: 90))
    let boxes = (0..<4).map { Annotation(box: box, text: "object 0.50", colorIndex: $0) }
    let all = try image.annotated(with: boxes)
    for (index, annotation) in boxes.enumerated().dropFirst() {
      var bare = annotation
      bare.text = ""
      let far = Annotation(
        box: Region(x0: 100, y0: 100, x1: 220, y1: 160), text: annotation.text, colorIndex: index)
      bare.box = far.box
      let label =
        try count(index, in: image.annotated(with: [far]))
        - count(index, in: image.annotated(with: [bare]))
      #expect(label > 500)
      // Its lines are hidden by those of the first box, its label by nothing.
      #expect(count(index, in: all) >= label)
    }
  }

  @Test func theFirstLabelIsOnTop() throws {
    let image = Image(width: 64, height: 48, fill: .white)
    let labels = (0..<20).map {
      Annotation(box: Region(x0: 30, y0: 20, x1: 30, y1: 20), text: "cat", colorIndex: $0)
    }
    let first = try count(0, in: image.annotated(with: labels))
    let last = try count(0, in: image.annotated(with: labels.reversed()))
    #expect(first > 100)
    #expect(first > last)
  }

  @Test func manyLabelsAreSmaller() throws {
    let image = Image(width: 640, height: 480, fill: .white)
    func label(_ count: Int) throws -> Int {
      let boxes = (0..<count).map { index in
        Annotation(
          box: Region(x0: 300, y0: 200, x1: 300, y1: 200), text: "person 0.50",
          colorIndex: index == 0 ? 0 : 1)
      }
      return try self.count(0, in: image.annotated(with: boxes))
    }
    #expect(try label(2) == label(1))
    #expect(try label(100) < label(1) * 2 / 3)
  }

  @Test(arguments: [Color.black, .white]) func linesAreSeenOnAnyPicture(background: Color) throws {
    let image = Image(width: 100, height: 100, fill: background)
    for index in Palette.categorical.indices {
      let drawn = try image.annotated(with: [
        Annotation(box: Region(x0: 20, y0: 20, x1: 80, y1: 80), text: "", colorIndex: index)
      ])
      let lumas = (15..<26).map { drawn[$0, 50].luma }
      let contrast = (lumas.max() ?? 0) - (lumas.min() ?? 0)
      #expect(contrast > 60, "colour \(index) on \(background)")
    }
  }

  @Test func picturesTooLongToDrawOnAreScaledWithTheirBoxes() throws {
    let limit = Image.annotationLimit
    var box = Annotation(
      box: Region(x0: 20_000, y0: 0, x1: 40_000, y1: 8), text: "", colorIndex: 0)
    let drawn = try Image(width: 2 * limit, height: 8, fill: .white).annotatedToFit(with: [box])
    box.box = Region(x0: 10_000, y0: 0, x1: 20_000, y1: 4)
    let half = Image(width: limit, height: 4, fill: .white)
    let expected = try half.annotated(with: [box])
    #expect(drawn == expected && expected != half)
    #expect(try half.annotatedToFit(with: [box]) == expected)
    let line = try Image(width: 70_000, height: 1, fill: .white).annotatedToFit(with: [])
    #expect(line.size == ImageSize(width: limit, height: 1))
  }

  @Test func smallestPictureCanBeAnnotated() throws {
    let box = Annotation(box: Region(x0: 0, y0: 0, x1: 1, y1: 1), text: "dog", colorIndex: 7)
    #expect(try Image(width: 1, height: 1, fill: .white).annotated(with: [box]).width == 1)
  }

  @Test func paletteWrapsAndIsDistinct() {
    #expect(Set(Palette.categorical).count == 20)
    #expect(Palette.color(23) == Palette.color(3))
    #expect(Palette.color(-1) == Palette.color(19))
    #expect(Palette.color(.min) == Palette.color(12))
  }
}
