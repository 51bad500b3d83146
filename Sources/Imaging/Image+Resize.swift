extension Image {
  /// The picture, or a region of it, at another size.
  ///
  /// Antialiased when shrinking; the same numbers as Pillow's `resize((width, height), filter,
  /// box)`.
  /// - Parameter region: the part to take, inside the picture; nil means all of it.
  /// - Precondition: width and height are positive; the region is not empty and inside the picture.
  public func resized(
    width newWidth: Int, height newHeight: Int, from region: Region? = nil,
    filter: ResampleFilter = .bilinear
  ) -> Image {
    precondition(newWidth > 0 && newHeight > 0, "resized to \(newWidth) x \(newHeight)")
    let all = Region(x0: 0, y0: 0, x1: Float(width), y1: Float(height))
    let box = region ?? all
    precondition(
      box.x0 >= 0 && box.y0 >= 0 && box.x1 <= all.x1 && box.y1 <= all.y1 && box.width > 0
        && box.height > 0, "region \(box) of a picture of \(width) x \(height)")

    let columns =
      newWidth == width && box.x0 == 0 && box.x1 == all.x1
      ? nil
      : ResampleWeights(
        inputCount: width, from: box.x0, to: box.x1, outputCount: newWidth, filter: filter)
    let rows =
      newHeight == height && box.y0 == 0 && box.y1 == all.y1
      ? nil
      : ResampleWeights(
        inputCount: height, from: box.y0, to: box.y1, outputCount: newHeight, filter: filter)
    let used = rows?.inputRange ?? 0..<height
    guard let columns else { return rows.map { resampledColumns($0, 0, newHeight) } ?? self }
    let narrow = resampledRows(used, columns, newWidth)
    return rows.map { narrow.resampledColumns($0, used.lowerBound, newHeight) } ?? narrow
  }

  /// Some columns and rows of the picture at another size: the same numbers as `resized(width:
  /// height:filter:)` and a crop, for the work of the crop alone.
  /// - Precondition: the ranges are not empty and inside the resized picture.
  public func resized(
    width newWidth: Int, height newHeight: Int, keeping columns: Range<Int>, _ rows: Range<Int>,
    filter: ResampleFilter
  ) -> Image {
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= newWidth && !columns.isEmpty
        && rows.lowerBound >= 0 && rows.upperBound <= newHeight && !rows.isEmpty,
      "columns \(columns) and rows \(rows) of \(newWidth) x \(newHeight)")
    let x = ResampleWeights(
      inputCount: width, from: 0, to: Float(width), outputCount: newWidth, outputs: columns,
      filter: filter)
    let y = ResampleWeights(
      inputCount: height, from: 0, to: Float(height), outputCount: newHeight, outputs: rows,
      filter: filter)
    let used = y.inputRange
    return resampledRows(used, x, columns.count)
      .resampledColumns(y, used.lowerBound, rows.count)
  }

  /// Rows `used`, resampled along x.
  private func resampledRows(
    _ used: Range<Int>, _ weights: ResampleWeights, _ newWidth: Int
  ) -> Image {
    made(width: newWidth, height: used.count) { source, destination in
      Resampler.alongRows(
        source + used.lowerBound * width * 3, inputWidth: width, rows: used.count, weights: weights,
        outputWidth: newWidth, into: destination)
    }
  }

  /// All columns, resampled along y; row 0 is row `firstRow` to the weights.
  private func resampledColumns(
    _ weights: ResampleWeights, _ firstRow: Int, _ newHeight: Int
  ) -> Image {
    made(width: width, height: newHeight) { source, destination in
      Resampler.alongColumns(
        source, rowBytes: width * 3, firstRow: firstRow, weights: weights, outputHeight: newHeight,
        into: destination)
    }
  }

  private func made(
    width newWidth: Int, height newHeight: Int,
    by body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) -> Image {
    let count = newWidth * newHeight * 3
    let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      pixels.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let destination = buffer.baseAddress else { return }
        body(source, destination)
      }
      initialized = count
    }
    return Image(width: newWidth, height: newHeight, pixels: result)
  }
}
