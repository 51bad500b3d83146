import Imaging

/// One of the ways in which a picture is shown to the detector: at a size, mirrored or not.
struct PictureView {
  private let resized: Image
  private let original: ImageSize
  private let isMirrored: Bool

  init(resized: Image, original: ImageSize, isMirrored: Bool) {
    self.resized = resized
    self.original = original
    self.isMirrored = isMirrored
  }

  /// All views of pictures in batches of one size, no larger than there are pictures: a picture's mirror
  /// image needs no more memory than itself.
  /// - Returns: The views, and the picture that each is of, as an index into `pictures`.
  static func batches(
    of pictures: [ResizedPicture], flip: Bool
  ) -> [[(picture: Int, view: PictureView)]] {
    var batches: [[(picture: Int, view: PictureView)]] = []
    for (index, picture) in pictures.enumerated() {
      for view in picture.views(flip: flip) {
        let place = batches.firstIndex {
          $0[0].view.size == view.size && $0.count < pictures.count
        }
        if let place {
          batches[place].append((index, view))
        } else {
          batches.append([(index, view)])
        }
      }
    }
    return batches
  }

  /// What the detector sees; made when it is asked for.
  var image: Image { isMirrored ? resized.flippedHorizontally() : resized }

  var size: (width: Int, height: Int) { (resized.width, resized.height) }

  /// Its seed boxes: those of the picture as given, resized. A mirror image has the same ones, like
  /// any other picture of its size.
  func seeds(limit: Int) -> [Box] {
    let (scaleX, scaleY) = scales
    return SeedBoxes(limit: limit).boxes(width: original.width, height: original.height)
      .map { $0.resized(scaleX: scaleX, scaleY: scaleY) }
  }

  /// A box of the picture as given, in this view.
  func box(fromOriginal box: Box) -> Box {
    let (scaleX, scaleY) = scales
    let upright = box.resized(scaleX: scaleX, scaleY: scaleY)
    return isMirrored ? upright.flippedHorizontally(width: resized.width) : upright
  }

  /// A box of this view in the picture as given, clipped to it.
  func originalBox(_ box: Box) -> Box {
    let (scaleX, scaleY) = scales
    let upright = isMirrored ? box.flippedHorizontally(width: resized.width) : box
    return upright.resized(scaleX: 1 / scaleX, scaleY: 1 / scaleY)
      .clipped(toWidth: original.width, height: original.height)
  }

  private var scales: (x: Float, y: Float) {
    (
      Float(resized.width) / Float(original.width), Float(resized.height) / Float(original.height)
    )
  }
}
