/// A class in the development kit of ILSVRC 2012.
struct ImageNetSynset {
  /// From 1, in the kit's own order.
  let number: Int
  /// "n01440764".
  let name: String
  /// "tench, Tinca tinca".
  let words: String

  /// Reads `synsets` of `meta.mat`.
  /// - Throws: ``DatasetError`` if the file is damaged or another one.
  static func read(_ path: String) throws -> [ImageNetSynset] {
    var variable = try MATFile(path).variable("synsets")
    guard case .structures(let synsets) = try variable.value() else {
      throw DatasetError("'synsets' in '\(path)' is no array of structures.")
    }
    return try synsets.enumerated().map { index, fields in
      guard let number = fields["ILSVRC2012_ID"]?.number.flatMap({ Int(exactly: $0) }),
        let name = fields["WNID"]?.string
      else {
        throw DatasetError("synset \(index + 1) in '\(path)' has no ILSVRC2012_ID or no WNID.")
      }
      return ImageNetSynset(number: number, name: name, words: fields["words"]?.string ?? name)
    }
  }
}
