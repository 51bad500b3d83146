extension Image {
  /// The longest side, in pixels, that a picture to draw on may have.
  public static let annotationLimit = Canvas.maximumSide

  /// The picture with boxes and labels drawn on it, the first ones on top.
  ///
  /// Lines and text grow with the picture. A line has a thin edge in black or white, and is seen on
  /// any picture. A label stands above its box, or where it hides least; many labels are smaller.
  /// Boxes are clipped to the picture; one with a coordinate that is not finite is left out.
  /// - Throws: `ImageError` when a side exceeds `annotationLimit` or there is not enough memory.
  public func annotated(with annotations: [Annotation]) throws -> Image {
    let canvas = try Canvas(self)
    let drawn = annotations.compactMap { annotation -> Annotation? in
      guard annotation.box.isFinite else { return nil }
      var annotation = annotation
      annotation.box = annotation.box.clipped(to: size)
      return annotation.box.width >= 0 && annotation.box.height >= 0 ? annotation : nil
    }
    let lineWidth = canvas.boxLineWidth
    for annotation in drawn.reversed() {
      let outline = Canvas.Figure.rectangle(annotation.box.inset(by: Float(lineWidth / 2)))
      let color = Palette.color(annotation.colorIndex)
      let dashes = annotation.isDashed ? [lineWidth * 3, lineWidth * 2] : []
      canvas.stroke(
        outline, color: color.contrasting, alpha: 0.5,
        lineWidth: lineWidth + 2 * canvas.edgeWidth, dashes: dashes)
      canvas.stroke(outline, color: color, lineWidth: lineWidth, dashes: dashes)
    }
    canvas.drawLabels(drawn)
    return try canvas.image()
  }

  /// As `annotated(with:)`, for a picture of any size: with a side above `annotationLimit` it is
  /// scaled to fit, and the boxes with it.
  /// - Throws: `ImageError` when there is not enough memory.
  package func annotatedToFit(with annotations: [Annotation]) throws -> Image {
    let longest = max(width, height)
    guard longest > Self.annotationLimit else { return try annotated(with: annotations) }
    func fitted(_ side: Int) -> Int {
      max(1, (side * Self.annotationLimit + longest / 2) / longest)
    }
    let copy = resized(width: fitted(width), height: fitted(height))
    let (x, y) = (Float(copy.width) / Float(width), Float(copy.height) / Float(height))
    return try copy.annotated(
      with: annotations.map { annotation in
        var annotation = annotation
        annotation.box = annotation.box.scaled(x: x, y: y)
        return annotation
      })
  }
}

extension Canvas {
  /// The share of the picture that labels may cover before they become smaller.
  private static let labelShare: Float = 0.08

  fileprivate var boxLineWidth: Double { max(1, (labelTextSize / 6).rounded()) }
  fileprivate var edgeWidth: Double { max(1, (boxLineWidth / 4).rounded()) }

  fileprivate func drawLabels(_ annotations: [Annotation]) {
    let labelled = annotations.filter { !$0.text.isEmpty }
    let textSize = textSize(for: labelled.map(\.text))
    var places = LabelPlaces(in: size, around: annotations.map(\.box))
    let labels = labelled.map { annotation in
      let label = Label(annotation.text, on: self, textSize: textSize)
      let place = places.place(label, of: annotation.box)
      return (label, place, color: Palette.color(annotation.colorIndex))
    }
    for (label, place, color) in labels.reversed() {
      fill(.rectangle(place), color: color)
      label.draw(in: place, color: color.contrasting)
    }
  }

  /// `labelTextSize`, or down to two thirds of it where there are many labels, but at least 9.
  private func textSize(for texts: [String]) -> Double {
    let area = texts.reduce(Float(0)) { sum, text in
      let label = Label(text, on: self, textSize: labelTextSize)
      return sum + label.width * label.height
    }
    let room = Self.labelShare * Float(size.width) * Float(size.height)
    if area <= room { return labelTextSize }
    return max(9, (labelTextSize * max(2 / 3, Double(room / area).squareRoot())).rounded())
  }
}

extension Region {
  /// Smaller by `margin` on every side, but not less than its centre: half a line's width keeps the
  /// whole line inside.
  fileprivate func inset(by margin: Float) -> Region {
    let (middleX, middleY) = ((x0 + x1) / 2, (y0 + y1) / 2)
    return Region(
      x0: min(x0 + margin, middleX), y0: min(y0 + margin, middleY),
      x1: max(x1 - margin, middleX), y1: max(y1 - margin, middleY))
  }

  /// With every coordinate multiplied by its axis's factor.
  fileprivate func scaled(x scaleX: Float, y scaleY: Float) -> Region {
    Region(x0: x0 * scaleX, y0: y0 * scaleY, x1: x1 * scaleX, y1: y1 * scaleY)
  }
}
