import Detection
import Foundation
import TensorCore
import TestSupport

/// The foveal region classifier as plain loops in Double, with a detector's weights.
struct ReferenceRegionClassifier {
  /// `[R x thresholds, 1 + classes]`
  let logits: ReferenceArray
  /// `[R, 4 x classes]`
  let offsets: ReferenceArray

  /// - Parameter maps: The trunk's, one for each level, and the pixels of their cells.
  init(_ detector: Detector, _ maps: [(map: ReferenceArray, stride: Int)], _ regions: [BatchBox]) {
    let architecture = detector.architecture.regions
    func weight(_ name: String) -> ReferenceArray { Self.weight(detector, name) }
    /// Pooled, normalised, joined, reduced, and through one linear layer with ReLU.
    func tower(_ name: String, factor: Float, levels: Int) -> ReferenceArray {
      let rois = regions.map { region in
        let (box, more) = (region.box, (factor - 1) / 2)
        return RegionOfInterest(
          image: region.image, x0: box.x0 - more * box.width, y0: box.y0 - more * box.height,
          x1: box.x1 + more * box.width, y1: box.y1 + more * box.height)
      }
      let parts = maps.suffix(levels).map { map, stride in
        let pooled =
          architecture.pooling == .align
          ? Reference.roiAlign(
            map, rois, height: 7, width: 7, scale: 1 / Double(stride), samples: 2)
          : Reference.roiMaxPool(map, rois, height: 7, width: 7, scale: 1 / Float(stride))
        return Reference.normalizedRows(
          pooled, scale: Double(49 * map.shape.channels).squareRoot(), epsilon: 1e-6)
      }
      var reduced = Reference.convolution(
        Reference.concatenated(parts), weight("\(name).reduce.weight"), stride: 1, padding: 0)
      let (bias, channels) = (weight("\(name).reduce.bias"), reduced.shape.channels)
      for i in reduced.values.indices { reduced.values[i] += bias.values[i % channels] }
      return Reference.linear(
        reduced.reshaped(to: [regions.count, 49 * channels]), weight: weight("\(name).fc.weight"),
        bias: weight("\(name).fc.bias")
      ).map { max($0, 0) }
    }
    let levels: [FovealRegion: Int] = [.x1: 3, .x1_5: 2, .x2: 2, .x4: 1]
    let towers = architecture.foveal.enumerated().map { index, region in
      tower("regions.towers.\(index)", factor: region.rawValue, levels: levels[region] ?? 0)
    }
    let columns = detector.categories.count + 1
    logits = Reference.linear(
      Reference.concatenated(towers), weight: weight("regions.classifier.weight"),
      bias: weight("regions.classifier.bias")
    ).reshaped(to: [regions.count * architecture.thresholds.count, columns])
    offsets = Reference.linear(
      tower("regions.box_tower", factor: 1.5, levels: maps.count),
      weight: weight("regions.box_regressor.weight"), bias: weight("regions.box_regressor.bias"))
  }

  static func weight(_ detector: Detector, _ name: String) -> ReferenceArray {
    guard let parameter = detector.store.all.first(where: { $0.name == name }) else {
      preconditionFailure("no parameter \(name)")
    }
    return ReferenceArray(parameter.value)
  }

  /// The mean of the softmax over `heads` rows for each region, without column 0.
  static func probabilities(_ logits: ReferenceArray, heads: Int) -> [[Double]] {
    let columns = logits.shape.channels
    return (0..<logits.shape[0] / heads).map { region in
      var mean = Array(repeating: 0.0, count: columns)
      for head in 0..<heads {
        let row = (0..<columns).map { exp(logits[region * heads + head, $0]) }
        let sum = row.reduce(0, +)
        for c in 0..<columns { mean[c] += row[c] / sum / Double(heads) }
      }
      return Array(mean.dropFirst())
    }
  }
}
