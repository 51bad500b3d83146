/// What a check keeps of a COCO file: what is wrong with single entries is found while reading, and
/// this is enough for everything that takes several entries or the pictures.
struct COCOEntries {
  struct Image {
    /// In `imageIDs`.
    var key: Int32
    /// Empty if the file has none.
    var fileName: String
    /// 0 if the file has no usable size.
    var width: Int32
    var height: Int32

    var hasSize: Bool { width > 0 }
  }

  struct Category {
    /// In `categoryIDs`.
    var key: Int32
    /// Empty if the file has none.
    var name: String
  }

  struct Annotation {
    struct Traits: OptionSet {
      let rawValue: UInt8

      /// `id` is a whole number.
      static let hasID = Traits(rawValue: 1)
      /// `bbox` is four finite numbers, or there is none and the segmentation gives one.
      static let hasBox = Traits(rawValue: 2)
      /// `area` is a finite number.
      static let hasArea = Traits(rawValue: 4)
      /// `iscrowd` is 0, 1, false or true.
      static let hasCrowdFlag = Traits(rawValue: 8)
      static let isCrowd = Traits(rawValue: 16)
      /// The box is the one around the segmentation: there is no `bbox`.
      static let isSegmented = Traits(rawValue: 32)
    }

    var id: Int
    /// In `imageIDs` and `categoryIDs`.
    var image: Int32
    var category: Int32
    var traits: Traits
    var box: COCOBox
  }

  /// Height and width that a mask says it has.
  struct MaskSize: Equatable {
    var height: Int
    var width: Int
  }

  var imageIDs = IdentifierTable()
  var categoryIDs = IdentifierTable()
  var images: [Image] = []
  var categories: [Category] = []
  var annotations: [Annotation] = []
  /// Of annotations with a run-length mask, by position.
  var maskSizes: [(annotation: Int, size: MaskSize)] = []

  /// Those that images have.
  var fileNames: [String] { images.map(\.fileName).filter { !$0.isEmpty } }

  /// The place of an annotation for people, its picture named.
  ///
  /// - Parameter owners: Positions of images by key.
  func example(
    annotation index: Int, owners: [Int], _ detail: String? = nil
  ) -> COCOFinding.Example {
    let annotation = annotations[index]
    let owner = annotation.image < 0 ? -1 : owners[Int(annotation.image)]
    return COCOFinding.Example(
      list: .annotations, index: index,
      id: annotation.traits.contains(.hasID) ? annotation.id : nil,
      name: owner < 0 ? nil : images[owner].fileName, detail: detail)
  }

  func example(image index: Int, _ detail: String? = nil) -> COCOFinding.Example {
    COCOFinding.Example(
      list: .images, index: index, id: imageIDs[images[index].key]?.number,
      name: images[index].fileName, detail: detail)
  }

  func example(category index: Int, _ detail: String? = nil) -> COCOFinding.Example {
    COCOFinding.Example(
      list: .categories, index: index, id: categoryIDs[categories[index].key]?.number,
      name: categories[index].name, detail: detail)
  }
}
