/// The sizes of RoI pooling: from features `[N, height, width, channels]` to `outputHeight x
/// outputWidth` bins per region, `channels` floats each.
package struct RoIGeometry: Sendable {
  package let height, width, channels: Int
  package let outputHeight, outputWidth: Int
  /// Feature pixels per image pixel: 1/16 for a trunk of stride 16.
  package let scale: Float
  /// RoIAlign samples per bin and axis.
  package let samples: Int
  /// Floats from one bin to the next: `channels`, or more where other maps' channels stand between.
  package let binStride: Int

  package init(
    height: Int, width: Int, channels: Int, outputHeight: Int, outputWidth: Int, scale: Float,
    samples: Int, binStride: Int
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
    self.scale = scale
    self.samples = samples
    self.binStride = binStride
  }

  /// The same of a map with another number of channels.
  func withChannels(_ channels: Int) -> RoIGeometry {
    RoIGeometry(
      height: height, width: width, channels: channels, outputHeight: outputHeight,
      outputWidth: outputWidth, scale: scale, samples: samples, binStride: channels)
  }

  package var bins: Int { outputHeight * outputWidth }
  /// Floats from one region to the next.
  package var regionStride: Int { bins * binStride }
  /// Floats of a picture's features.
  var pictureCount: Int { height * width * channels }
}

/// One region: a picture of the batch and a box in image pixels.
package struct RoI: Sendable {
  package var image: Int32
  package var x0, y0, x1, y1: Float

  package init(image: Int, x0: Float, y0: Float, x1: Float, y1: Float) {
    self.image = Int32(image)
    self.x0 = x0
    self.y0 = y0
    self.x1 = x1
    self.y1 = y1
  }
}
