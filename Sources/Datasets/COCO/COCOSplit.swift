/// A COCO data set cut into pictures to train on and pictures to evaluate on, each class in about
/// the same proportion.
///
/// Iterative stratification (Sechidis, Tsoumakas and Vlahavas, 2011): the pictures of the rarest
/// class are given out first, each to the part that lacks most objects of that class.
package struct COCOSplit {
  private let path: String
  /// Ids of the pictures to evaluate on.
  private let validation: Set<Int>
  private let count: Int

  /// Pictures in the two parts.
  package var counts: (training: Int, validation: Int) {
    (count - validation.count, validation.count)
  }

  /// Decides where each picture goes. Of two pictures or more neither part is empty.
  ///
  /// - Parameters:
  ///   - path: The file of the data set.
  ///   - share: Of the pictures to evaluate on, in 0...1.
  ///   - order: The positions of all pictures in the order in which they are given out.
  package init(of dataset: COCODataset, path: String, share: Double, order: [Int]) {
    self.path = path
    count = dataset.images.count
    var parts = Parts(dataset, share: share)
    while let category = parts.rarestCategory {
      for image in order where parts.isLeft(image, with: category) { parts.give(image, category) }
    }
    for image in order where parts.isLeft(image, with: nil) { parts.give(image, nil) }
    var validation = Set(parts.validation.map { dataset.images[$0].id })
    // A file without pictures is refused by everything that loads it.
    if count > 1, let last = order.last {
      if validation.isEmpty { validation.insert(dataset.images[last].id) }
      if validation.count == count { validation.remove(dataset.images[last].id) }
    }
    self.validation = validation
  }

  /// What is given out already, and what each part still lacks.
  private struct Parts {
    private(set) var validation: [Int] = []
    /// Objects of each category by position, in each picture.
    private let objects: [[Int: Int]]
    private var isGiven: [Bool]
    /// Pictures that are left, by category.
    private var left: [Int: Int] = [:]
    /// Of training and validation.
    private var missingObjects: [[Int: Double]] = [[:], [:]]
    private var missingPictures: [Double]

    init(_ dataset: COCODataset, share: Double) {
      let shares = [1 - share, share]
      objects = dataset.images.indices.map { index in
        var counts: [Int: Int] = [:]
        for annotation in dataset.annotations(ofImageAt: index) {
          counts[annotation.categoryID, default: 0] += 1
        }
        return counts
      }
      isGiven = objects.map { _ in false }
      missingPictures = shares.map { $0 * Double(dataset.images.count) }
      for counts in objects {
        for (category, count) in counts {
          left[category, default: 0] += 1
          for part in 0..<2 {
            missingObjects[part][category, default: 0] += shares[part] * Double(count)
          }
        }
      }
    }

    /// The category with the fewest pictures left, nil if none has any.
    var rarestCategory: Int? {
      left.filter { $0.value > 0 }.min { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    }

    func isLeft(_ image: Int, with category: Int?) -> Bool {
      !isGiven[image] && category.map { objects[image][$0] != nil } ?? true
    }

    mutating func give(_ image: Int, _ category: Int?) {
      let lacking = (0..<2).map { part in
        (category.flatMap { missingObjects[part][$0] } ?? 0, missingPictures[part])
      }
      let part = lacking[1] > lacking[0] ? 1 : 0
      if part == 1 { validation.append(image) }
      isGiven[image] = true
      missingPictures[part] -= 1
      for (category, count) in objects[image] {
        missingObjects[part][category, default: 0] -= Double(count)
        left[category, default: 0] -= 1
      }
    }
  }

  /// Writes the two parts; entries and other keys stay as they are.
  ///
  /// - Throws: ``DatasetError`` if the data set cannot be read, `FileWriteError`.
  package func write(training: String, validation: String) throws {
    try write(to: training, isValidation: false)
    try write(to: validation, isValidation: true)
  }

  private func write(to file: String, isValidation: Bool) throws {
    try COCOCopy.write(path, to: file) { object, list, _ in
      let id: Int
      switch list {
      case .categories: return object.edited([])
      case .images: id = try object.integer("id")
      case .annotations: id = try object.integer("image_id")
      }
      return validation.contains(id) == isValidation ? object.edited([]) : nil
    }
  }
}
