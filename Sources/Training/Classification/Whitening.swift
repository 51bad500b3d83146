import Datasets
import TensorCore

/// Global contrast normalisation and ZCA whitening, the preprocessing of the paper's tables 2 to 4.
///
/// As Pylearn2's scripts for CIFAR, which the authors used: each picture less its mean, divided by
/// its L2 norm and times 55; then `(x - m) P` with the mean `m` of the training pictures and
/// `P = (C + 0.1 I)^(-1/2)`, `C` their covariance. Pylearn2's vectors are red, green and blue planes,
/// ours interleaved pixels: `m` and `P` are the same but for that order.
public struct Whitening: Sendable {
  static let scale: Float = 55
  static let bias = 0.1

  /// `[D]`, `D` the numbers of a picture.
  let mean: Tensor
  /// `[D, D]`, symmetric.
  let matrix: Tensor

  init(mean: Tensor, matrix: Tensor) {
    self.mean = mean
    self.matrix = matrix
  }

  /// The numbers of a picture.
  var scalarCount: Int { mean.count }

  /// Computes mean and matrix of a training set, seconds of work for CIFAR.
  /// - Throws: ``TrainingError`` if its pictures differ in size or are not in memory.
  package init(of dataset: any ClassificationDataset) throws {
    let first = try Self.pixels(of: dataset, 0)
    let size = first.count
    guard dataset.count > 1, size <= 3 * 64 * 64 else {
      throw TrainingError(
        "ZCA whitening is for small pictures, of 64x64 pixels at most, and more than one of them.")
    }
    var sums = [Double](repeating: 0, count: size)
    var row = [Float](repeating: 0, count: size)
    for index in 0..<dataset.count {
      try Self.contrastNormalize(Self.pixels(of: dataset, index, expecting: size), to: &row)
      for i in 0..<size { sums[i] += Double(row[i]) }
    }
    let mean = sums.map { $0 / Double(dataset.count) }

    var covariance = SymmetricMatrix(order: size)
    for start in stride(from: 0, to: dataset.count, by: 1024) {
      let end = min(start + 1024, dataset.count)
      var rows = [Double](repeating: 0, count: (end - start) * size)
      for index in start..<end {
        try Self.contrastNormalize(Self.pixels(of: dataset, index, expecting: size), to: &row)
        for i in 0..<size { rows[(index - start) * size + i] = Double(row[i]) - mean[i] }
      }
      covariance.addSquare(of: rows, scale: 1 / Double(dataset.count))
    }
    guard let matrix = covariance.inverseSquareRoot(bias: Self.bias) else {
      throw TrainingError("the covariance of the training pictures cannot be inverted.")
    }
    self.init(mean: Tensor(mean.map { Float($0) }, shape: [size]), matrix: matrix)
  }

  /// Whitens pictures.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - pixels: Calls back with the bytes of a picture.
  /// - Returns: `[count, D]`.
  func whitened(
    _ count: Int, pixels: (Int, (UnsafeBufferPointer<UInt8>) -> Void) throws -> Void
  ) throws -> Tensor {
    var rows = Tensor(uninitialized: [count, scalarCount])
    try rows.withMutableFloats { rows in
      try mean.withFloats { mean in
        for index in 0..<count {
          let row = UnsafeMutableBufferPointer(
            start: rows + index * scalarCount, count: scalarCount)
          try pixels(index) { Self.contrastNormalize($0, to: row) }
          for i in 0..<scalarCount { row[i] -= mean[i] }
        }
      }
    }
    return rows.matrixProduct(matrix)
  }

  private static func pixels(
    of dataset: any ClassificationDataset, _ index: Int, expecting size: Int? = nil
  ) throws -> ArraySlice<UInt8> {
    guard case .pixels(let pixels, _, _) = dataset.picture(at: index),
      pixels.count == size ?? pixels.count
    else {
      throw TrainingError("ZCA whitening needs pictures of one size in memory, as CIFAR's are.")
    }
    return pixels
  }

  private static func contrastNormalize(_ pixels: ArraySlice<UInt8>, to target: inout [Float]) {
    pixels.withUnsafeBufferPointer { pixels in
      target.withUnsafeMutableBufferPointer { contrastNormalize(pixels, to: $0) }
    }
  }

  /// A picture less its mean, divided by its L2 norm, times 55; only the former if it has no
  /// contrast.
  private static func contrastNormalize(
    _ pixels: UnsafeBufferPointer<UInt8>, to target: UnsafeMutableBufferPointer<Float>
  ) {
    // Whole numbers are exact in any order.
    var (sum, squares) = (0, 0)
    for value in pixels {
      sum &+= Int(value)
      squares &+= Int(value) &* Int(value)
    }
    let count = Double(pixels.count)
    let mean = Double(sum) / count
    let norm = Double(squares &* pixels.count &- sum &* sum).squareRoot() / count.squareRoot()
    let factor = norm > 0 ? Double(scale) / norm : 1
    let (offset, slope) = (Float(-mean * factor), Float(factor))
    for i in 0..<pixels.count { target[i] = Float(pixels[i]) * slope + offset }
  }
}
