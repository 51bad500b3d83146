import CommonSupport
import Datasets

/// Commands that are printed, to be typed as they are.
enum PrintedCommand {
  /// - Parameters:
  ///   - validation: `--val`.
  ///   - images: `--images`.
  static func check(
    _ dataset: String, validation: String? = nil, images: String? = nil
  ) -> String {
    "wrn-detect check \(dataset.shellQuoted)" + option("val", validation) + option("images", images)
  }

  /// - Parameter images: `--images`.
  static func browse(_ dataset: String, images: String?) -> String {
    "wrn-detect browse \(dataset.shellQuoted)" + option("images", images)
  }

  /// - Parameter images: `--images`.
  static func eval(_ dataset: String, weights: String, images: String?) -> String {
    "wrn-detect eval \(dataset.shellQuoted)" + option("images", images) + option("weights", weights)
  }

  /// The `--images` for copies of a data set whose pictures, of these names, are in `folder`, if that is
  /// known: nil if they are found from the places of the copies as well.
  static func images(
    in folder: String?, named names: [String], forCopies paths: [String]
  ) -> String? {
    guard let folder else { return nil }
    let isFound = paths.allSatisfy { path in
      ImageLocator.folder(of: names, datasetPath: path).map(Folder.resolved)
        == Folder.resolved(folder)
    }
    return isFound ? nil : folder
  }

  private static func option(_ name: String, _ value: String?) -> String {
    value.map { " --\(name) \($0.shellQuoted)" } ?? ""
  }
}
