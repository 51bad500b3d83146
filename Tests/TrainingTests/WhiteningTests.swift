import Checkpoints
import Datasets
import Foundation
import Imaging
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct WhiteningTests {
  let folder = ScratchFolder()

  /// Small pictures in memory.
  private struct Pictures: ClassificationDataset {
    let side: Int
    var pixels: [[UInt8]]
    let classNames = ["a"]

    var count: Int { pixels.count }
    func label(at index: Int) -> Int { 0 }
    func picture(at index: Int) -> PictureSource {
      .pixels(pixels[index][...], width: side, height: side)
    }
  }

  /// Pictures of 6x6 pixels, for which a matrix takes no time.
  private func noise(_ count: Int) -> Pictures {
    var generator = RandomGenerator(seed: 8)
    return Pictures(
      side: 6, pixels: (0..<count).map { _ in (0..<108).map { _ in UInt8(generator.next() >> 56) } }
    )
  }

  private func preparation(_ side: Int, _ whitening: Whitening) -> PicturePreparation {
    PicturePreparation(family: .cifar, size: side, normalization: .unit, whitening: whitening)
  }

  /// Interleaves `[N, 3, side, side]`.
  private func interleaved(_ tensor: Tensor) -> [[Float]] {
    let (count, side) = (tensor.shape[0], tensor.shape[2])
    return (0..<count).map { n in
      (0..<side * side).flatMap { i in (0..<3).map { tensor[n, $0, i / side, i % side] } }
    }
  }

  /// Pictures that NumPy whitened by Pylearn2's formulas, one without contrast among them.
  @Test func agreesWithNumPy() throws {
    let url = try #require(
      Bundle.module.url(
        forResource: "whitened", withExtension: "safetensors", subdirectory: "Fixtures"))
    let file = try SafetensorsFile(url.path)
    let pictures = Pictures(
      side: 5,
      pixels: interleaved(try file.tensor("pictures")).map { $0.map { UInt8($0) } })
    let expected = interleaved(try file.tensor("whitened"))
    let whitened = try preparation(5, try Whitening(of: pictures)).tensor(
      (0..<pictures.count).map(pictures.picture))
    let reference = ReferenceArray(
      [pictures.count, 5, 5, 3], expected.flatMap { $0.map(Double.init) })
    #expect(
      whitened.difference(from: reference, within: Tolerance(absolute: 1e-4, relative: 1e-4)) == nil
    )
  }

  /// Whitened pictures have a covariance whose eigenvalues are `e / (e + 0.1)`: the identity
  /// wherever pictures vary. Checked with plain loops, and with enough pictures for many blocks of
  /// the sums.
  @Test func theCovarianceIsTheIdentity() throws {
    var generator = RandomGenerator(seed: 4)
    let side = 6
    let size = side * side * 3
    let pictures = Pictures(
      side: side,
      pixels: (0..<1500).map { _ in
        let base = generator.uniform(in: 60...180)
        return (0..<size).map { i in
          UInt8(base + generator.uniform(in: -50...50) + Float(i % 7) * 3)
        }
      })
    let whitening = try Whitening(of: pictures)
    let whitened = try preparation(side, whitening).tensor(
      (0..<pictures.count).map(pictures.picture)
    ).reshaped(to: [pictures.count, size])
    let covariance = whitened.matrixProduct(whitened, transposed: true)
    // The mean grey of a picture is taken away: along one direction there is nothing left, and
    // the other eigenvalues, of about 28, lose a 280th.
    for a in 0..<size {
      for b in 0..<size {
        let value = covariance[a, b] / Float(pictures.count)
        let expected: Float = (a == b ? 1 : 0) - 1 / Float(size)
        #expect(abs(value - expected) < 0.02, "\(a) \(b): \(value)")
      }
    }
    let mean = (0..<size).map { i in
      (0..<pictures.count).reduce(0) { $0 + whitened[$1, i] } / Float(pictures.count)
    }
    #expect(mean.allSatisfy { abs($0) < 1e-3 })
  }

  /// The matrix does not depend on the number of threads.
  @Test func isTheSameForAnyNumberOfThreads() throws {
    let dataset = noise(2100)
    func whitened(_ threads: Int) throws -> Tensor {
      try ThreadPool.withThreads(threads) {
        try preparation(6, try Whitening(of: dataset)).tensor([dataset.picture(at: 3)])
      }
    }
    let one = try whitened(1)
    #expect(try whitened(3).bitDifference(from: one) == nil)
  }

  /// Whitened pictures are moved as others are.
  @Test func augmentationComesAfter() throws {
    let dataset = noise(20)
    let whitening = try Whitening(of: dataset)
    let plain = try preparation(6, whitening).tensor([dataset.picture(at: 2)])
    let preparation = PicturePreparation(
      family: .cifar, size: 6, normalization: .unit, augmentation: .cifar, whitening: whitening)
    // Where the pixels of bytes come from with the same seeds.
    let places = (0..<36).flatMap { [UInt8($0 / 6), UInt8($0 % 6), 0] as [UInt8] }
    let bytes = PicturePreparation(
      family: .cifar, size: 6,
      normalization: PictureNormalization(mean: [0, 0, 0], deviation: [1, 1, 1]),
      augmentation: .cifar)
    for seed in 0..<30 as Range<UInt64> {
      let generator = RandomGenerator(seed: seed)
      let source = try bytes.tensor(.pixels(places[...], width: 6, height: 6), using: generator)
      let moved = try preparation.tensor(dataset.picture(at: 2), using: generator)
      for y in 0..<6 {
        for x in 0..<6 {
          let (row, column) = (Int(source[y, x, 0]), Int(source[y, x, 1]))
          for c in 0..<3 { #expect(moved[y, x, c] == plain[0, row, column, c]) }
        }
      }
    }
  }

  @Test func picturesOfSeveralSizesOrInFilesCannotBeWhitened() {
    let mixed = Pictures(side: 4, pixels: [[UInt8](repeating: 1, count: 48), [1, 2, 3]])
    for dataset in [mixed, TinyDataset(count: 4, missing: 2)] as [any ClassificationDataset] {
      let error = #expect(throws: TrainingError.self) { _ = try Whitening(of: dataset) }
      #expect(
        error?.description
          == "ZCA whitening needs pictures of one size in memory, as CIFAR's are.")
    }
  }

  /// The file beside the data is used again, unless the pictures are others.
  @Test func isKeptBesideTheData() throws {
    var notes: [String] = []
    func whiten(_ count: Int) throws -> Tensor {
      notes = []
      let dataset = noise(count)
      let whitening = try Whitening(of: dataset, named: "tiny", folder: folder.path) {
        notes.append($0.replacing(folder.path, with: ""))
      }
      return try preparation(6, whitening).tensor([dataset.picture(at: 1)])
    }
    let first = try whiten(12)
    #expect(notes.count == 1 && notes[0].hasPrefix("computing the ZCA whitening of 12 pictures"))
    #expect(folder.names() == ["tiny-whitening.safetensors"])
    let again = try whiten(12)
    #expect(notes.isEmpty && again.bitDifference(from: first) == nil)
    _ = try whiten(13)
    #expect(notes.count == 2)
    #expect(notes[0] == "'/tiny-whitening.safetensors' is of other pictures, and is computed anew.")
    try folder.file("tiny-whitening.safetensors", "damaged")
    _ = try whiten(13)
    #expect(notes.count == 2 && notes[0].hasSuffix(" It is computed anew."))
    _ = try whiten(13)
    #expect(notes.isEmpty)
  }

  /// A folder that cannot be written costs a note, no more.
  @Test func aFolderThatCannotBeWritten() throws {
    var notes: [String] = []
    _ = try Whitening(
      of: noise(5), named: "tiny", folder: folder.file("none"),
      note: { notes.append($0) }
    )
    #expect(notes.count == 2 && notes[1].hasSuffix(" The next run will compute it again."))
  }
}
