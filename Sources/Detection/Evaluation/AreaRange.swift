/// COCO's size classes of objects, by area in square pixels; both ends belong to the range.
enum AreaRange: Int, CaseIterable {
  case all, small, medium, large

  var bounds: ClosedRange<Double> {
    switch self {
    case .all: 0...1e10
    case .small: 0...1024
    case .medium: 1024...9216
    case .large: 9216...1e10
    }
  }
}
