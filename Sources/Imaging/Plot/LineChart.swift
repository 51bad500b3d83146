/// Lines over two axes: a training's curves, precision against recall.
package struct LineChart: Sendable {
  package enum Scale: Sendable, Hashable {
    case linear, logarithmic
    /// Logarithmic if the values span more than two decades.
    case automatic
  }

  package struct Axis: Sendable {
    package var label: String
    package var scale: Scale
    /// What the axis shows; nil for what the values need.
    package var range: ClosedRange<Double>?
    /// What the values can be at most, such as 0...100 for a percentage.
    package var limits: ClosedRange<Double>?
    /// Whether fractions mean nothing.
    package var hasIntegers: Bool

    package init(
      _ label: String, scale: Scale = .linear, range: ClosedRange<Double>? = nil,
      limits: ClosedRange<Double>? = nil, hasIntegers: Bool = false
    ) {
      self.label = label
      self.scale = scale
      self.range = range
      self.limits = limits
      self.hasIntegers = hasIntegers
    }
  }

  package struct Value: Sendable, Hashable {
    package var x, y: Double

    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }

    var isFinite: Bool { x.isFinite && y.isFinite }
  }

  package struct Series: Sendable {
    package var name: String
    /// Joined in their order; one that is not finite leaves a gap.
    package var values: [Value]
    package var ink: Ink
    /// The position of a value that gets a dot.
    package var highlight: Int?

    package init(_ name: String, _ values: [Value], ink: Ink, highlight: Int? = nil) {
      self.name = name
      self.values = values
      self.ink = ink
      self.highlight = highlight
    }
  }

  /// A dashed line across the chart.
  package struct Guide: Sendable {
    package var value: Double
    package var label: String

    package init(_ value: Double, label: String) {
      self.value = value
      self.label = label
    }
  }

  package var x, y: Axis
  package var series: [Series]
  /// Across at a value of y.
  package var levels: [Guide] = []
  /// Upright at a value of x.
  package var moments: [Guide] = []

  package init(x: Axis, y: Axis, series: [Series]) {
    self.x = x
    self.y = y
    self.series = series
  }
}
