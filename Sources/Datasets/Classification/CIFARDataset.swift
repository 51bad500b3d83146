import CommonSupport
import Foundation

/// CIFAR-10 or CIFAR-100, all pixels in memory.
public struct CIFARDataset: ClassificationDataset {
  /// Pixels to a side.
  public static let side = 32
  /// Bytes of a picture, `[32, 32, 3]`.
  public static let pictureBytes = side * side * 3

  public let variant: CIFARVariant
  public let classNames: [String]
  /// One label per picture, in `0 ..< classNames.count`.
  public let labels: [UInt8]
  /// All pictures, `[N, 32, 32, 3]`, RGB. The files hold planes; they are interleaved here once.
  public let pixels: [UInt8]

  public var count: Int { labels.count }

  /// Reads one split of the binary version.
  ///
  /// - Parameters:
  ///   - variant: which of the two.
  ///   - split: `validation` is the test set.
  ///   - directory: the folder of the `.bin` files, or the one that the archive was unpacked in.
  /// - Throws: ``DatasetError`` if files are missing, of the wrong size or hold impossible labels.
  public init(_ variant: CIFARVariant, split: DatasetSplit, directory: String) throws {
    let folder = try Self.folder(of: variant, in: directory)
    var labels: [UInt8] = []
    var pixels: [UInt8] = []
    let files = variant.files(split)
    let total = files.reduce(0) { $0 + $1.records }
    labels.reserveCapacity(total)
    pixels.reserveCapacity(total * Self.pictureBytes)
    for (name, records) in files {
      let path = "\(folder)/\(name)"
      let file = try Self.mapped(path)
      // Before what may be another, larger file is copied.
      try Self.check(size: file.count, variant: variant, records: records, path: path)
      let batch = try Self.decode([UInt8](file), variant: variant, records: records, path: path)
      labels += batch.labels
      pixels += batch.pixels
    }
    self.variant = variant
    self.labels = labels
    self.pixels = pixels
    classNames = try Self.readClassNames(variant, folder: folder)
  }

  public func label(at index: Int) -> Int {
    Int(labels[index])
  }

  public func picture(at index: Int) -> PictureSource {
    let start = index * Self.pictureBytes
    return .pixels(
      pixels[start..<start + Self.pictureBytes], width: Self.side, height: Self.side)
  }
}

extension CIFARDataset {
  /// Decodes one `.bin` file: records of the label bytes, then 1,024 red, green and blue bytes.
  ///
  /// - Throws: ``DatasetError`` if the size is not that of `records` records or a label is out of
  ///   range.
  package static func decode(
    _ bytes: [UInt8], variant: CIFARVariant, records: Int, path: String
  ) throws -> (labels: [UInt8], pixels: [UInt8]) {
    try check(size: bytes.count, variant: variant, records: records, path: path)
    let recordBytes = variant.labelBytes + pictureBytes
    var labels: [UInt8] = []
    labels.reserveCapacity(records)
    var pixels = [UInt8](repeating: 0, count: records * pictureBytes)
    let plane = side * side
    for record in 0..<records {
      let start = record * recordBytes
      let label = bytes[start + variant.labelBytes - 1]
      guard label < variant.classCount else {
        throw DatasetError(
          "record \(record) of '\(path)' has the label \(label); \(variant.name) labels are"
            + " 0...\(variant.classCount - 1). Is it the binary version of \(variant.name)?")
      }
      labels.append(label)
      let source = start + variant.labelBytes
      let target = record * pictureBytes
      for pixel in 0..<plane {
        for channel in 0..<3 {
          pixels[target + pixel * 3 + channel] = bytes[source + channel * plane + pixel]
        }
      }
    }
    return (labels, pixels)
  }

  private static func check(
    size: Int, variant: CIFARVariant, records: Int, path: String
  ) throws {
    let expected = records * (variant.labelBytes + pictureBytes)
    guard size != expected else { return }
    let cause =
      size < expected ? "the download may be cut short" : "it is another file of that name"
    throw DatasetError(
      "'\(path)' is \(size.grouped) bytes; this \(variant.name) file is \(expected.grouped):"
        + " \(cause).")
  }

  /// The folder with the `.bin` files: `directory` or the archive's folder in it.
  private static func folder(of variant: CIFARVariant, in directory: String) throws -> String {
    let manager = FileManager.default
    let inner = "\(directory)/\(variant.folderName)"
    let names = (variant.files(.train) + variant.files(.validation)).map(\.name)
    for folder in [directory, inner] {
      if names.contains(where: { manager.fileExists(atPath: "\(folder)/\($0)") }) { return folder }
    }
    try DatasetArchive.checkFolder(
      directory, of: variant == .cifar10 ? .cifar10 : .cifar100,
      expecting: "\(variant.folderName)/")
    throw DatasetError(
      "'\(directory)' holds neither \(names[0]) nor the folder \(variant.folderName); unpack"
        + " \(variant.archiveName) of https://www.cs.toronto.edu/~kriz/cifar.html there.")
  }

  /// The names in the order of the labels, one per line.
  private static func readClassNames(
    _ variant: CIFARVariant, folder: String
  ) throws -> [String] {
    let path = "\(folder)/\(variant.classNamesFile)"
    let text = String(decoding: try mapped(path), as: UTF8.self)
    let names = text.split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    guard names.count == variant.classCount else {
      throw DatasetError(
        "'\(path)' lists \(names.count) class names; \(variant.name) has \(variant.classCount).")
    }
    return names
  }

  private static func mapped(_ path: String) throws -> Data {
    guard FileManager.default.fileExists(atPath: path) else {
      throw DatasetError("there is no file '\(path)'; unpack the whole archive.")
    }
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    } catch {
      throw DatasetError("cannot read '\(path)': \(error.localizedDescription)")
    }
  }
}
