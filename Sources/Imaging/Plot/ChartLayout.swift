/// Where the parts of a chart are.
struct ChartLayout {
  private let chart: LineChart
  /// The part between the axes.
  private let plot: Region
  private let x, y: AxisScale
  private let xTicks, yTicks: Ticks
  private let legend: [[(series: LineChart.Series, width: Double)]]

  private static let text = Drawing.TextStyle(size: 12, ink: .faint)
  private static let legendStyle = Drawing.TextStyle(size: 12)
  private static let legendLineHeight = 20.0
  private static let sample = 22.0

  /// - Parameter region: What the chart may take, axes, labels and legend included.
  init(_ chart: LineChart, in region: Region, meter: Canvas) {
    self.chart = chart
    let values = chart.series.flatMap(\.values).filter(\.isFinite)
    x = AxisScale(along: chart.x, values.map(\.x))
    // Something of every line is seen.
    let lowest = chart.series.compactMap { $0.values.map(\.y).filter(\.isFinite).min() }
    y = AxisScale(
      up: chart.y, values.map(\.y), levels: chart.levels.map(\.value) + lowest)
    xTicks = x.ticks(atMost: 8, integers: chart.x.hasIntegers)
    yTicks = y.ticks(atMost: 6, integers: chart.y.hasIntegers)
    legend = Self.legend(chart.series, width: Double(region.width), meter)
    let labels = yTicks.labels.map { meter.width(of: $0, Self.text) }.max() ?? 0
    plot = Region(
      x0: region.x0 + Float(labels.rounded(.up)) + 32,
      y0: region.y0 + Float(Double(legend.count) * Self.legendLineHeight) + 8,
      x1: region.x1 - 12, y1: region.y1 - 44)
  }

  func draw(into drawing: inout Drawing, at region: Region) {
    drawAxes(into: &drawing, left: region.x0)
    drawGuides(into: &drawing)
    for series in chart.series { draw(series, into: &drawing) }
    drawLegend(into: &drawing, top: region.y0)
  }

  /// The entries in rows that fit, beginning above the plot.
  private static func legend(
    _ series: [LineChart.Series], width: Double, _ meter: Canvas
  ) -> [[(series: LineChart.Series, width: Double)]] {
    var rows: [[(series: LineChart.Series, width: Double)]] = []
    var room = 0.0
    for series in series {
      let needed = sample + 6 + meter.width(of: series.name, legendStyle) + 18
      if rows.isEmpty || needed > room {
        rows.append([])
        room = width - 60
      }
      rows[rows.count - 1].append((series, needed))
      room -= needed
    }
    return rows
  }

  private func drawAxes(into drawing: inout Drawing, left: Float) {
    for (value, label) in zip(yTicks.values, yTicks.labels) {
      let height = place(y: value)
      drawing.lines(
        [Point(x: plot.x0, y: height), Point(x: plot.x1, y: height)], .init(ink: .grid))
      var style = Self.text
      style.anchor = .end
      drawing.text(label, at: Point(x: plot.x0 - 8, y: height + 4), style)
    }
    drawing.lines(
      [Point(x: plot.x0, y: plot.y1), Point(x: plot.x1, y: plot.y1)], .init(ink: .axis))
    for (value, label) in zip(xTicks.values, xTicks.labels) {
      let position = place(x: value)
      drawing.lines(
        [Point(x: position, y: plot.y1), Point(x: position, y: plot.y1 + 5)], .init(ink: .axis))
      var style = Self.text
      style.anchor = .middle
      drawing.text(label, at: Point(x: position, y: plot.y1 + 19), style)
    }
    var style = Drawing.TextStyle(size: 12, anchor: .middle)
    drawing.text(
      chart.x.label, at: Point(x: (plot.x0 + plot.x1) / 2, y: plot.y1 + 38), style)
    style.isVertical = true
    drawing.text(chart.y.label, at: Point(x: left + 14, y: (plot.y0 + plot.y1) / 2), style)
  }

  private func drawGuides(into drawing: inout Drawing) {
    let dashed = Drawing.LineStyle(ink: .faint, width: 1, dashes: [5, 4])
    var nextLabel = -Float.infinity
    for guide in chart.moments where x.range.contains(guide.value) {
      let position = place(x: guide.value)
      drawing.lines(
        [Point(x: position, y: plot.y0), Point(x: position, y: plot.y1)],
        .init(ink: .faint, width: 1, dashes: [2, 3]))
      // Labels on top of each other say nothing.
      guard position >= nextLabel else { continue }
      drawing.text(
        guide.label, at: Point(x: position + 4, y: plot.y0 + 10),
        .init(size: 10, ink: .faint))
      nextLabel = position + Float(guide.label.count) * 6 + 10
    }
    for guide in chart.levels where y.range.contains(guide.value) {
      let height = place(y: guide.value)
      drawing.lines([Point(x: plot.x0, y: height), Point(x: plot.x1, y: height)], dashed)
      drawing.text(
        guide.label, at: Point(x: plot.x0 + 6, y: height - 5),
        .init(size: 11, ink: .faint))
    }
  }

  private func draw(_ series: LineChart.Series, into drawing: inout Drawing) {
    let points = series.values.map { value in
      value.isFinite ? Point(x: place(x: value.x), y: place(y: value.y)) : nil
    }
    for line in LineClipping.pieces(of: points, in: plot) {
      drawing.lines(line, .init(ink: series.ink, width: 2, dashes: series.ink.dashes))
    }
    let isSparse = series.values.count <= 30
    for (index, point) in points.enumerated() {
      guard let point, plot.contains(point), isSparse || index == series.highlight else { continue }
      let isHighlight = index == series.highlight
      drawing.dot(at: point, radius: isHighlight ? 5 : 2.5, series.ink)
      if isHighlight { drawing.dot(at: point, radius: 2.5, .background) }
    }
  }

  private func drawLegend(into drawing: inout Drawing, top: Float) {
    for (row, entries) in legend.enumerated() {
      var left = plot.x0
      let middle = top + Float((Double(row) + 0.5) * Self.legendLineHeight)
      for (series, width) in entries {
        let end = left + Float(Self.sample)
        drawing.lines(
          [Point(x: left, y: middle), Point(x: end, y: middle)],
          .init(ink: series.ink, width: 2.5, dashes: series.ink.dashes))
        drawing.text(series.name, at: Point(x: end + 6, y: middle + 4), Self.legendStyle)
        left += Float(width)
      }
    }
  }

  private func place(x value: Double) -> Float {
    plot.x0 + plot.width * Float(x.place(of: value))
  }

  private func place(y value: Double) -> Float {
    plot.y1 - plot.height * Float(y.place(of: value))
  }
}

extension Region {
  fileprivate func contains(_ point: Point) -> Bool {
    (x0...x1).contains(point.x) && (y0...y1).contains(point.y)
  }
}
