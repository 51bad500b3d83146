import Foundation
import Imaging

extension COCOCheck {
  /// The picture files, beside what the entries say of them.
  ///
  /// - Parameter directory: Where they should be, if that was said.
  mutating func checkPictures(named directory: String?) {
    checkRepeatedNames()
    guard !pictures.isEmpty else { return }
    if folder == nil {
      let places = ImageLocator.places(datasetPath: path, directory: directory)
        .map { "'\($0)'" }.joined(separator: ", ")
      for (index, image) in entries.images.enumerated() where !image.fileName.isEmpty {
        found.record(.missingPicture, entries.example(image: index, "not in \(places)"))
      }
      return
    }
    for (index, facts) in pictures.enumerated() where !entries.images[index].fileName.isEmpty {
      if let problem = facts.problem {
        found.record(.unreadablePicture, entries.example(image: index, problem))
      } else if let header = facts.header {
        check(header, ofImageAt: index)
      } else {
        found.record(.missingPicture, entries.example(image: index))
      }
    }
    for (index, first) in equalPictures(of: self)
    where entries.images[index].fileName != entries.images[first].fileName {
      found.record(
        .duplicatePicture,
        entries.example(image: index, "as \(entries.example(image: first))"))
    }
  }

  private mutating func checkRepeatedNames() {
    for (index, first) in repeatedNames() {
      found.record(
        .duplicateFile, entries.example(image: index, "as \(entries.example(image: first).place)"))
    }
  }

  /// Pictures with the file of an earlier one, and that one.
  func repeatedNames() -> [(index: Int, first: Int)] {
    var names: [String: Int] = [:]
    var repeated: [(index: Int, first: Int)] = []
    for (index, image) in entries.images.enumerated() where !image.fileName.isEmpty {
      if let first = names[image.fileName] {
        repeated.append((index, first))
      } else {
        names[image.fileName] = index
      }
    }
    return repeated
  }

  private mutating func check(_ header: ImageHeader, ofImageAt index: Int) {
    let image = entries.images[index]
    if ImageFormat(extensionOf: image.fileName) != header.format {
      found.record(
        .wrongExtension, entries.example(image: index, "it is \(header.format.rawValue)"))
    }
    if !header.color.isEmpty {
      found.record(.unusualColor, entries.example(image: index, header.color.words))
    }
    switch sizeFault(ofImageAt: index) {
    case nil:
      let isTurned = header.orientation != .up
      if isTurned, !header.orientation.swapsSides || header.width == header.height {
        found.record(
          .turnedByEXIF,
          entries.example(image: index, "EXIF orientation \(header.orientation.rawValue)"))
      }
    case .turned(let boxesAreStored):
      found.record(
        .swappedByEXIF,
        entries.example(
          image: index,
          "EXIF orientation \(header.orientation.rawValue), upright \(header.size), the file says"
            + " \(image.width) x \(image.height); its boxes fit "
            + (boxesAreStored ? "the stored picture" : "only the upright one")))
    case .other:
      found.record(
        .wrongSize,
        entries.example(
          image: index, "it is \(header.size), the file says \(image.width) x \(image.height)"))
    }
  }

  /// Why an entry's size is not that of its picture.
  enum SizeFault {
    /// It is that of the stored picture, which the camera's orientation turns by 90 degrees; so are
    /// the boxes, or not.
    case turned(boxesAreStored: Bool)
    case other
  }

  /// nil if the size is right or one of the two is not known.
  func sizeFault(ofImageAt index: Int) -> SizeFault? {
    let image = entries.images[index]
    guard image.hasSize, pictures.indices.contains(index), let header = pictures[index].header,
      header.width != Int(image.width) || header.height != Int(image.height)
    else { return nil }
    guard header.orientation.swapsSides, header.width == Int(image.height),
      header.height == Int(image.width)
    else { return .other }
    return .turned(boxesAreStored: !overflowing.contains(index))
  }

  /// Positions of pictures that have the bytes of one in `other`, and of the first such one there; a
  /// picture of both has its own bytes. None if pictures were not looked at.
  func equalPictures(of other: COCOCheck) -> [(index: Int, first: Int)] {
    var firsts: [PictureFacts.Fingerprint: Int] = [:]
    for (index, facts) in other.pictures.enumerated() {
      guard let fingerprint = facts.fingerprint, firsts[fingerprint] == nil else { continue }
      firsts[fingerprint] = index
    }
    return pictures.enumerated().compactMap { index, facts in
      guard let fingerprint = facts.fingerprint, let first = firsts[fingerprint],
        let path = picturePath(at: index), let firstPath = other.picturePath(at: first),
        path == firstPath || FileManager.default.contentsEqual(atPath: path, andPath: firstPath)
      else { return nil }
      return (index, first)
    }
  }

  func picturePath(at index: Int) -> String? {
    folder.map { ImageLocator.join($0, entries.images[index].fileName) }
  }
}

extension StoredColor {
  /// `grey, 16 bits`.
  fileprivate var words: String {
    let names: [(StoredColor, String)] = [
      (.grey, "grey"), (.deep, "16 bits"), (.alpha, "transparency"), (.cmyk, "CMYK"),
    ]
    return names.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
  }
}
