import CommonSupport
import Foundation

/// What people have where the files of a data set should be: archives that are not unpacked yet,
/// and other versions.
enum DatasetArchive {
  enum Owner { case cifar10, cifar100, svhn, imagenet }

  /// Throws what to do if `path` is an archive, is no folder, or holds an archive of the data set.
  ///
  /// - Parameter content: What the folder should hold.
  static func checkFolder(_ path: String, of owner: Owner, expecting content: String) throws {
    let manager = FileManager.default
    let archives = archives(of: owner)
    guard manager.fileExists(atPath: path) else {
      throw DatasetError(
        "there is no folder '\(path)'; name with --data the one that holds \(content)"
          + "\(source(of: owner)).")
    }
    guard Folder.exists(path) else {
      let name = (path as NSString).lastPathComponent
      if let archive = archives.first(where: { $0.name == name }) {
        throw DatasetError(
          "'\(path)' is a file; expected its folder. It is"
            + " \(archive.advice(Folder.parent(of: path)))")
      }
      throw DatasetError("'\(path)' is a file; expected the folder with \(content) in it.")
    }
    for archive in archives where manager.fileExists(atPath: "\(path)/\(archive.name)") {
      throw DatasetError("'\(path)/\(archive.name)' is \(archive.advice(path))")
    }
  }

  /// Where those who do not have the data find it.
  private static func source(of owner: Owner) -> String {
    switch owner {
    case .cifar10, .cifar100: " (from https://www.cs.toronto.edu/~kriz/cifar.html)"
    case .svhn: " (from http://ufldl.stanford.edu/housenumbers/)"
    case .imagenet: ""
    }
  }

  private struct Archive: Sendable {
    let name: String
    /// What it is and what to do, given the folder it is in. A command stands at the end, without a
    /// full stop that would be copied with it.
    let advice: @Sendable (_ folder: String) -> String
  }

  private static func archives(of owner: Owner) -> [Archive] {
    switch owner {
    case .cifar10: cifar("cifar-10", folders: ["cifar-10-batches-py", "cifar-10-batches-mat"])
    case .cifar100: cifar("cifar-100", folders: ["cifar-100-python", "cifar-100-matlab"])
    case .svhn:
      ["train.tar.gz", "extra.tar.gz", "test.tar.gz"].map { name in
        Archive(name: name) { _ in
          "the version with whole pictures; the cropped one is read: fetch train_32x32.mat,"
            + " extra_32x32.mat and test_32x32.mat of http://ufldl.stanford.edu/housenumbers/"
        }
      }
    case .imagenet: imagenet
    }
  }

  /// The binary archive is unpacked, the others hold pickles or MATLAB arrays.
  private static func cifar(_ name: String, folders: [String]) -> [Archive] {
    let binary = "\(name)-binary.tar.gz"
    @Sendable func other(_ found: String) -> Archive {
      Archive(name: found) { folder in
        "another version; the binary one is read: fetch https://www.cs.toronto.edu/~kriz/\(binary)"
          + " and run: tar -xzf \(binary) -C \(folder.shellQuoted)"
      }
    }
    return [
      Archive(name: binary) {
        "not unpacked yet; run: tar -xzf \("\($0)/\(binary)".shellQuoted) -C \($0.shellQuoted)"
      }
    ] + (["\(name)-python.tar.gz", "\(name)-matlab.tar.gz"] + folders).map(other)
  }

  private static let imagenet = [
    Archive(name: imageNetName(.train)) { unpacking(.train, in: $0, to: "\($0)/train") },
    Archive(name: imageNetName(.validation)) { unpacking(.validation, in: $0, to: "\($0)/val") },
    Archive(name: "imagenet-object-localization-challenge.zip") {
      let archive = "\($0)/imagenet-object-localization-challenge.zip"
      return "not unpacked yet; run: unzip -q \(archive.shellQuoted) -d \($0.shellQuoted)"
    },
  ]

  private static func imageNetName(_ split: DatasetSplit) -> String {
    "ILSVRC2012_img_\(split == .train ? "train" : "val").tar"
  }

  /// What to do with the archive of ImageNet's pictures; the one for training holds archives.
  private static func unpacking(
    _ split: DatasetSplit, in place: String, to folder: String
  ) -> String {
    let archive = "\(place)/\(imageNetName(split))".shellQuoted
    let target = folder.shellQuoted
    let command = "mkdir -p \(target) && tar -xf \(archive) -C \(target)"
    return split == .train
      ? "not unpacked yet: it holds an archive for each class; run: \(command) &&"
        + " \(unpackingClasses(in: folder))"
      : "not unpacked yet; run: \(command)"
  }

  /// In a shell of its own, so that the folder that one is in stays.
  private static func unpackingClasses(in folder: String) -> String {
    "(cd \(folder.shellQuoted) && for t in n*.tar; do mkdir -p \"${t%.tar}\" && tar -xf \"$t\" -C"
      + " \"${t%.tar}\" && rm \"$t\"; done)"
  }

  /// Throws what to do if the archive of all pictures of a split is in `place`.
  static func checkImageNet(_ split: DatasetSplit, in place: String, to folder: String) throws {
    let path = "\(place)/\(imageNetName(split))"
    guard FileManager.default.fileExists(atPath: path) else { return }
    throw DatasetError("'\(path)' is \(unpacking(split, in: place, to: folder))")
  }

  /// The error for a class's archive without a folder of the class.
  static func classesNotUnpacked(_ name: String, in folder: String) -> DatasetError {
    DatasetError(
      "'\(folder)/\(name)' is the archive of a class, which is not unpacked yet; run:"
        + " \(unpackingClasses(in: folder))")
  }
}
