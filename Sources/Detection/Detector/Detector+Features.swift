import Autograd
import NeuralNet
import TensorCore

extension Detector {
  /// What each part of the detector makes of given boxes of a picture, for research and for
  /// comparison with other implementations.
  ///
  /// The order of axes is PyTorch's. Of R boxes and C classes:
  ///
  /// - `picture` `[1, 3, H, W]`, normalised and padded, and of each level L `trunk.layerL` `[1,
  ///   channels, H / stride, W / stride]`;
  /// - `boxes` `[R, 4]`: corners, in pixels of the resized picture, as all boxes of the result;
  /// - of the region classifier `vectors` `[R, units]`, `probabilities` `[R, C]` and, if it regresses
  ///   boxes, `class_boxes` `[R, C, 4]`;
  /// - of the proposals' networks `objectness` `[R]`, `proposal_cells` `[R, 2 axes, 1, 1, M]` and
  ///   `proposal_boxes` `[R, 1, 4]`;
  /// - of LocNet `cells` `[R, 2 axes, 1 or C, vectors, M]` and `located_boxes` `[R, 1 or C, 4]`.
  ///
  /// Objectness and cells are probabilities too; boxes are not clipped.
  ///
  /// - Parameters:
  ///   - picture: Of its sizes the first counts.
  ///   - boxes: In pixels of the picture as given.
  package func features(
    of picture: ResizedPicture, boxes: [Box]
  ) -> [(name: String, value: Tensor)] {
    var result: [(name: String, value: Tensor)] = []
    func add(_ name: String, _ value: Tensor) { result.append((name, value)) }

    let view = picture.views(flip: false)[0]
    let boxes = boxes.map(view.box(fromOriginal:))
    let batch = ImageBatch([view.image])
    let maps = maps(Variable(batch.tensor), .inference)
    add("picture", batch.tensor.channelsFirst)
    for (level, map) in zip(architecture.trunk.levels, maps) {
      add("trunk.layer\(level)", map.value.channelsFirst)
    }
    add("boxes", Tensor(boxes.flatMap(\.corners), shape: [boxes.count, 4]))

    let regions = boxes.map { BatchBox(image: 0, box: $0) }
    let scores = classifier.scores(maps, regions)
    let (count, classes) = (boxes.count, categories.count)
    add("vectors", classifier.vectors(maps, regions))
    add("probabilities", Tensor(scores.flatMap(\.probabilities), shape: [count, classes]))
    if architecture.regions.boxTower {
      let corners = scores.flatMap { $0.boxes ?? [] }.flatMap(\.corners)
      add("class_boxes", Tensor(corners, shape: [count, classes, 4]))
    }

    let narrowed = regionFeatures(maps, .inference)
    let objectness = proposals.objectness.probabilities(narrowed, regions)
    add("objectness", Tensor(objectness, shape: [count]))
    add("proposal_cells", proposals.localization.cells(narrowed, regions))
    add("proposal_boxes", proposals.localization.boxes(narrowed, regions))
    add("cells", localization.cells(narrowed, regions))
    add("located_boxes", localization.boxes(narrowed, regions))
    return result
  }
}

extension LocalizationHead {
  /// `[R, axes, classes, vectors, M]`
  fileprivate func cells(_ maps: RegionFeatures.Maps, _ regions: [BatchBox]) -> Tensor {
    let scalars = regions.inBlocks { self(maps, $0).value.sigmoid().scalars }
    let vectors = outputs.model.vectors.count
    return Tensor(scalars, shape: [regions.count, 2, outputs.classes, vectors, outputs.cells])
  }

  /// `[R, classes, 4]`
  fileprivate func boxes(_ maps: RegionFeatures.Maps, _ regions: [BatchBox]) -> Tensor {
    let categories = Array(0..<outputs.classes)
    let moved = refined(
      maps, regions.flatMap { Array(repeating: $0, count: outputs.classes) },
      categories: regions.flatMap { _ in categories })
    return Tensor(
      moved.flatMap(\.box.corners), shape: [regions.count, outputs.classes, 4])
  }
}

extension Tensor {
  /// `[N, H, W, C]` as `[N, C, H, W]`.
  fileprivate var channelsFirst: Tensor {
    let (cells, channels) = (shape[1] * shape[2], shape[3])
    let source = scalars
    var result = Tensor(uninitialized: [shape[0], channels, shape[1], shape[2]])
    result.withMutableFloats { target in
      for i in source.indices {
        let (cell, channel) = (i / channels, i % channels)
        target[(cell / cells * channels + channel) * cells + cell % cells] = source[i]
      }
    }
    return result
  }
}

extension Box {
  fileprivate var corners: [Float] { [x0, y0, x1, y1] }
}
