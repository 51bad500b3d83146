extension Image {
  /// The picture with boxes and labels drawn on it, the first ones on top.
  ///
  /// Lines and text grow with the picture. A label stands above its box, or where it hides no label
  /// of an annotation before it. Boxes are clipped to the picture; one with a coordinate that is
  /// not finite is left out.
  /// - Throws: `ImageError` when a side exceeds `Canvas.maximumSide` or there is not enough memory.
  public func annotated(with annotations: [Annotation]) throws -> Image {
    let canvas = try Canvas(self)
    let drawn = annotations.filter { $0.box.isFinite }
    let lineWidth = max(1, (canvas.labelTextSize / 6).rounded())
    for annotation in drawn.reversed() {
      let box = annotation.box.clipped(to: size)
      guard box.width >= 0, box.height >= 0 else { continue }
      canvas.stroke(
        .rectangle(box.inset(by: Float(lineWidth / 2))),
        color: Palette.color(annotation.colorIndex), lineWidth: lineWidth,
        dashes: annotation.isDashed ? [lineWidth * 3, lineWidth * 2] : [])
    }
    drawLabels(drawn, on: canvas)
    return try canvas.image()
  }

  private func drawLabels(_ annotations: [Annotation], on canvas: Canvas) {
    var taken: [Region] = []
    for annotation in annotations where !annotation.text.isEmpty {
      let box = annotation.box.clipped(to: size)
      guard box.width >= 0, box.height >= 0 else { continue }
      let label = Label(annotation.text, on: canvas, textSize: canvas.labelTextSize)
      // Above the box, inside its top, below it, inside its bottom, above its right end.
      let corners = [
        Point(x: box.x0, y: box.y0 - label.height), Point(x: box.x0, y: box.y0),
        Point(x: box.x0, y: box.y1), Point(x: box.x0, y: box.y1 - label.height),
        Point(x: box.x1 - label.width, y: box.y0 - label.height),
      ]
      let places = corners.map { label.place(at: $0, in: size) }
      guard let first = places.first else { continue }
      let place = places.first { place in !taken.contains { $0.intersects(place) } } ?? first
      taken.append(place)
      let color = Palette.color(annotation.colorIndex)
      canvas.fill(.rectangle(place), color: color)
      label.draw(in: place, color: color.contrasting)
    }
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
}
