import Imaging
import TensorCore

/// Everything in a COCO data set that would spoil a training, found in one pass.
package struct COCOCheck {
  package struct Options: Sendable {
    /// Where the pictures are, if known.
    package var images: String?
    /// Whether the pictures are decoded, too.
    package var decodesPictures: Bool
    /// Pixels that training will resize pictures to, by the median of their short sides.
    package var trainingSize: @Sendable (_ median: Int) -> (shortSide: Int, longSide: Int)

    package init(
      images: String? = nil, decodesPictures: Bool = true,
      trainingSize: @escaping @Sendable (Int) -> (shortSide: Int, longSide: Int)
    ) {
      self.images = images
      self.decodesPictures = decodesPictures
      self.trainingSize = trainingSize
    }
  }

  package let path: String
  /// Where the pictures are; nil if they were not found or looked for.
  package let folder: String?
  package var findings: [COCOFinding] { found.list }
  package var imageCount: Int { entries.images.count }
  package var annotationCount: Int { entries.annotations.count }
  package var categoryCount: Int { entries.categories.count }

  /// Those that images have.
  package var fileNames: [String] { entries.fileNames }

  let entries: COCOEntries
  /// One per image, none if they were not looked at.
  let pictures: [PictureFacts]
  /// Positions of images and categories by key; -1 for ids that are not listed.
  let imageOwners: [Int]
  let categoryOwners: [Int]
  var found: COCOFindings
  /// What the numbers of the boxes mean.
  let boxForm: COCOBoxForm
  /// Positions of pictures with a box that reaches outside the size in the file.
  let overflowing: Set<Int>

  /// Checks a data set.
  ///
  /// - Parameter progress: Called after every few pictures with the number of those done, and of
  ///   all.
  /// - Throws: ``DatasetError`` if the file cannot be read, is not JSON or not COCO's format.
  package init(
    contentsOf path: String, _ options: Options, progress: (_ done: Int, _ total: Int) -> Void
  ) throws {
    self.path = path
    var found = COCOFindings()
    let entries = try COCOEntries(contentsOf: path, &found)
    self.entries = entries
    let imageOwners = entries.imageIDs.owners(entries.images.lazy.map(\.key))
    self.imageOwners = imageOwners
    categoryOwners = entries.categoryIDs.owners(entries.categories.lazy.map(\.key))
    found.namePictures { index in
      // Of an empty list, not even the first is there.
      guard entries.annotations.indices.contains(index) else { return nil }
      let key = entries.annotations[index].image
      return key < 0 || imageOwners[Int(key)] < 0
        ? nil : entries.images[imageOwners[Int(key)]].fileName
    }
    boxForm = COCOBoxForm(of: entries, owners: imageOwners)
    overflowing = boxForm.overflowing(entries, owners: imageOwners)
    folder = options.decodesPictures ? Self.folder(of: entries, path, options.images) : nil
    pictures =
      options.decodesPictures ? Self.inspect(entries, in: folder, progress: progress) : []
    self.found = found
    checkEntries()
    checkPictures(named: options.images)
    checkBoxes(options)
  }

  private static func folder(of entries: COCOEntries, _ path: String, _ images: String?) -> String?
  {
    let names = entries.fileNames
    return ImageLocator.folder(of: names, datasetPath: path, directory: images)
      ?? ImageLocator.folder(of: names.suffix(20), datasetPath: path, directory: images)
  }

  /// Decodes all pictures, on all threads.
  private static func inspect(
    _ entries: COCOEntries, in folder: String?, progress: (Int, Int) -> Void
  ) -> [PictureFacts] {
    let names = entries.images.map(\.fileName)
    let block = 64
    var facts: [PictureFacts] = []
    facts.reserveCapacity(names.count)
    while facts.count < names.count {
      let start = facts.count
      let count = min(block, names.count - start)
      facts += [PictureFacts?](unsafeUninitializedCapacity: count) { buffer, initialized in
        buffer.initialize(repeating: nil)
        let results = buffer
        ThreadPool.current.forEach(count) { index in
          let name = names[start + index]
          results[index] = name.isEmpty ? .none : PictureFacts(in: folder, name)
        }
        initialized = count
      }.map { $0 ?? PictureFacts() }
      progress(facts.count, names.count)
    }
    return facts
  }
}

extension PictureFacts {
  /// Of no file.
  fileprivate init() {}

  fileprivate init(in folder: String?, _ name: String) {
    if let folder {
      self.init(contentsOfFile: ImageLocator.join(folder, name))
    } else {
      self.init()
    }
  }
}
