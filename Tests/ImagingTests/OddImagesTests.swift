import Imaging
import Testing

/// Hundreds of odd files, each with what must happen and what Pillow makes of it.
@Suite(.enabled(if: OddImages.isThere)) struct OddImagesTests {
  @Test func manifestIsRead() { #expect(OddImages.entries.count >= 300) }

  @Test(arguments: OddImages.entries)
  func followsTheManifest(_ entry: OddImages.Entry) throws {
    let image: Image
    do {
      image = try Image(contentsOfFile: entry.path)
    } catch {
      #expect(entry.expect != "decode", "\(error)")
      return
    }
    #expect(entry.expect != "reject")
    guard entry.pillow.ok, let size = entry.pillow.size, let expected = entry.pillow.meanRGB else {
      return
    }
    let swaps = entry.pillow.orientation.flatMap(Orientation.init(rawValue:))?.swapsSides ?? false
    #expect(
      image.size
        == ImageSize(width: size[swaps ? 1 : 0], height: size[swaps ? 0 : 1]))
    for (mean, reference) in zip(means(image), expected) {
      #expect(abs(mean - reference) <= tolerance(entry), "\(mean), not \(reference)")
    }
  }

  /// The manifest's means have two decimals.
  private func tolerance(_ entry: OddImages.Entry) -> Double {
    // JPEG decoders may differ by one in some pixels.
    guard let png = entry.png else { return 0.05 }
    // Pillow keeps 16-bit grey; the manifest divides it by 257, rounding down, where we take the
    // upper byte.
    return png.bitDepth == 16 && png.colorType == 0 ? 1 : 0.006
  }

  @Test(arguments: OddImages.entries.filter { $0.expect == "decode" })
  func headerFollowsTheManifest(_ entry: OddImages.Entry) throws {
    let header = try ImageHeader.read(entry.path)
    #expect(try header.size == Image(contentsOfFile: entry.path).size)
    let orientation = entry.pillow.orientation.flatMap(Orientation.init(rawValue:)) ?? .up
    #expect(header.orientation == orientation)
  }

  /// The references come from another decoder; Pillow, too, differs from them by up to 3.
  @Test(arguments: OddImages.entries.filter { $0.hasReference && $0.expect == "decode" })
  func agreesWithTheReferencePixels(_ entry: OddImages.Entry) throws {
    let difference = try largestDifference(
      Image(contentsOfFile: entry.path), Image(contentsOfFile: entry.referencePath))
    #expect(try #require(difference) <= 3)
  }

  @Test(arguments: ["Landscape", "Portrait"])
  func eightOrientationsShowOnePicture(_ name: String) throws {
    func picture(_ index: Int) throws -> Image {
      try Image(contentsOfFile: OddImages.folder + "jpeg/exif-orientation/\(name)_\(index).jpg")
    }
    let upright = try picture(1).resized(width: 90, height: 60)
    for index in 2...8 {
      // Each has its own number painted on it. A wrong turn differs by 40 on average.
      let turned = try picture(index).resized(width: 90, height: 60)
      let sum = zip(turned.pixels, upright.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      #expect(sum <= 4 * turned.pixels.count, "orientation \(index)")
    }
  }
}
