import Datasets
import Foundation
import TestSupport
import Testing

/// The layouts in which people have ImageNet.
@Suite struct ImageNetFolderTests {
  let folder = ScratchFolder()

  /// Classes of the fixture `meta.mat`, whose numbers are in another order.
  static let classes = ["n01440764", "n02100735", "n02119789", "n04067472", "n07930864"]

  /// Training pictures, and five for validation named as ImageNet's.
  func put(in base: String, flat: Bool) throws {
    for name in Self.classes { try folder.file("\(base)train/\(name)/\(name)_1.JPEG", "x") }
    for index in 1...5 {
      let name = "ILSVRC2012_val_0000000\(index).JPEG"
      try folder.file(base + (flat ? "val/\(name)" : "val/\(Self.classes[5 - index])/\(name)"), "x")
    }
  }

  func put(meta fixture: String, in folder: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: fixture, withExtension: "mat", subdirectory: "Fixtures"))
    try self.folder.file("\(folder)meta.mat", [UInt8](try Data(contentsOf: url)))
  }

  func labels(_ root: String = "") throws -> [Int] {
    let train = try ClassFolderDataset(root: folder.path + root, split: .train)
    #expect(train.classNames == Self.classes)
    let dataset = try ClassFolderDataset(root: folder.path + root, split: .validation)
    #expect(dataset.classNames == Self.classes)
    #expect(train.classTitles == dataset.classTitles)
    return (0..<dataset.count).map(dataset.label)
  }

  static let titles = [
    "tench, Tinca tinca", "English setter", "kit fox, Vulpes macrotis", "reel", "cup",
  ]

  @Test func classFolders() throws {
    try put(in: "", flat: false)
    #expect(try labels() == [0, 1, 2, 3, 4])
    #expect(try ClassFolderDataset(root: folder.path, split: .train).classTitles == nil)
  }

  @Test(arguments: [
    ("", "meta"), ("data/", "meta"), ("devkit/", "meta"), ("devkit/data/", "meta-uncompressed"),
    ("ILSVRC2012_devkit_t12/data/", "meta-uncompressed"),
  ])
  func developmentKit(place: String, meta: String) throws {
    try put(in: "", flat: true)
    try put(meta: meta, in: place)
    try folder.file("\(place)ILSVRC2012_validation_ground_truth.txt", "3\n1\n5\n2\n3\n")
    #expect(try labels() == [0, 2, 4, 1, 0])
    let dataset = try ClassFolderDataset(root: folder.path, split: .validation)
    #expect(dataset.classTitles == Self.titles)
    #expect(dataset.path(at: 2) == folder.file("val/ILSVRC2012_val_00000003.JPEG"))
  }

  @Test(arguments: ["", "/ILSVRC/Data/CLS-LOC"])
  func kaggle(root: String) throws {
    try put(in: "ILSVRC/Data/CLS-LOC/", flat: true)
    let rows = [4, 0, 0, 3, 2].enumerated().reversed().map {
      "ILSVRC2012_val_0000000\($0 + 1),\(Self.classes[$1]) 10 20 30 40 \(Self.classes[$1]) 1 2 3 4 "
    }
    try folder.file(
      "LOC_val_solution.csv", (["ImageId,PredictionString"] + rows).joined(separator: "\r\n"))
    let mapping = zip(Self.classes, Self.titles).map { "\($0) \($1)" }
    try folder.file("LOC_synset_mapping.txt", mapping.joined(separator: "\n") + "\n")
    #expect(try labels(root) == [4, 0, 0, 3, 2])
    let dataset = try ClassFolderDataset(root: folder.path + root, split: .validation)
    #expect(dataset.classTitles == Self.titles)
  }

  /// A trained network's classes decide the labels; training pictures are not needed then.
  @Test func classesOfANetwork() throws {
    try put(in: "", flat: false)
    try FileManager.default.removeItem(atPath: folder.file("train"))
    let dataset = try ClassFolderDataset(
      root: folder.path, split: .validation, classNames: Self.classes.reversed())
    #expect((0..<dataset.count).map(dataset.label) == [4, 3, 2, 1, 0])
  }

  /// Of the five classes the list of the development kit names four.
  @Test func developmentKitWithoutTrainingPictures() throws {
    try put(in: "", flat: true)
    try FileManager.default.removeItem(atPath: folder.file("train"))
    try put(meta: "meta", in: "")
    try folder.file("ILSVRC2012_validation_ground_truth.txt", "3\n1\n5\n2\n3\n")
    let dataset = try ClassFolderDataset(root: folder.path, split: .validation)
    #expect(dataset.classNames == [0, 1, 2, 4].map { Self.classes[$0] })
    #expect(dataset.classTitles == [0, 1, 2, 4].map { Self.titles[$0] })
    #expect((0..<dataset.count).map(dataset.label) == [0, 2, 3, 1, 0])
  }

  /// Kaggle's list names all classes, even if there are pictures of some only.
  @Test func kaggleWithoutTrainingPictures() throws {
    try put(in: "ILSVRC/Data/CLS-LOC/", flat: true)
    try FileManager.default.removeItem(atPath: folder.file("ILSVRC/Data/CLS-LOC/train"))
    try folder.file("ILSVRC/Data/CLS-LOC/val/ILSVRC2012_val_00000007.webp", "x")
    let rows = [4, 0, 0, 3, 2, 1].enumerated().map {
      "ILSVRC2012_val_0000000\($0 + 1),\(Self.classes[$1]) 10 20 30 40 "
    }
    try folder.file(
      "LOC_val_solution.csv", (["ImageId,PredictionString"] + rows).joined(separator: "\n"))
    let dataset = try ClassFolderDataset(root: folder.path, split: .validation)
    #expect(dataset.classNames == Self.classes)
    #expect((0..<dataset.count).map(dataset.label) == [4, 0, 0, 3, 2])
    #expect(
      dataset.notes.map { $0.replacing(folder.path, with: "") } == [
        "1 picture in '/ILSVRC/Data/CLS-LOC/val' is not .jpg, .jpeg or .png:"
          + " 'ILSVRC2012_val_00000007.webp'; it is left out.",
        "1 of 5 classes has no picture in '/ILSVRC/Data/CLS-LOC/val': 'n02100735'; the error is of"
          + " the others.",
      ])
  }

  /// The folder of validation or test pictures alone.
  @Test func classFoldersThemselves() throws {
    for name in ["b/1.jpg", "a/1.jpg", "a/2.jpg"] { try folder.file("test/\(name)", "x") }
    let root = folder.file("test")
    let dataset = try ClassFolderDataset(root: root, split: .validation)
    #expect(dataset.classNames == ["a", "b"])
    #expect((0..<dataset.count).map(dataset.label) == [0, 0, 1])
    let known = try ClassFolderDataset(root: root, split: .validation, classNames: ["b", "a"])
    #expect((0..<known.count).map(known.label) == [1, 1, 0])
    let advice = "expected val/<class>/*.jpg or <class>/*.jpg."
    #expect(message(.train, root: root).hasSuffix("train/<class>/*.jpg and val/<class>/*.jpg."))
    // A folder around class folders is no class, nor is one beside pictures.
    try folder.file("test/flowers/rose/1.jpg", "x")
    #expect(message(root: root).hasSuffix(advice))
    try FileManager.default.removeItem(atPath: folder.file("test/flowers"))
    #expect(try ClassFolderDataset(root: root, split: .validation).count == 3)
    try folder.file("test/1.jpg", "x")
    #expect(message(root: root).hasSuffix(advice))
  }

  func message(_ split: DatasetSplit = .validation, root: String? = nil) -> String {
    let error = #expect(throws: DatasetError.self) {
      _ = try ClassFolderDataset(root: root ?? folder.path, split: split)
    }
    return error?.description.replacing(folder.path, with: "") ?? ""
  }

  @Test func listsThatDoNotFit() throws {
    try put(in: "", flat: true)
    #expect(
      message().hasPrefix(
        "'/val' holds 5 pictures without class folders; looked for LOC_val_solution.csv or"))
    try folder.file("ILSVRC2012_validation_ground_truth.txt", "1\n2\n")
    #expect(message().contains("but meta.mat of the development kit, which names them, is not"))
    try put(meta: "meta", in: "")
    #expect(
      message()
        == "'/ILSVRC2012_validation_ground_truth.txt' has 2 lines for the 5 pictures in '/val'; one"
        + " each is expected.")
    try folder.file("ILSVRC2012_validation_ground_truth.txt", "1\n2\nthree\n4\n5\n")
    #expect(
      message()
        == "line 3 of '/ILSVRC2012_validation_ground_truth.txt' is 'three'; expected the number of a"
        + " class in '/meta.mat'.")
    // Empty lines are no pictures, but they count.
    try folder.file("ILSVRC2012_validation_ground_truth.txt", "1\n\n2\n\nthree\n4\n5\n")
    #expect(message().hasPrefix("line 5 of '/ILSVRC2012_validation_ground_truth.txt' is 'three';"))
    try folder.file("ILSVRC2012_validation_ground_truth.txt", "1\n2\n1001\n4\n5\n")
    #expect(
      message()
        == "'/val/ILSVRC2012_val_00000003.JPEG' is of the class 'n00001740', which is not among the 5"
        + " classes of the training set.")
    try folder.file("LOC_val_solution.csv", "ImageId,PredictionString\nILSVRC2012_val_00000001\n")
    #expect(
      message()
        == "line 2 of '/LOC_val_solution.csv' is 'ILSVRC2012_val_00000001'; expected a picture, a"
        + " comma, and its class.")
    try folder.file(
      "LOC_val_solution.csv",
      "ImageId,PredictionString\nILSVRC2012_val_00000001,n01440764 1 2 3 4\n")
    #expect(
      message()
        == "'/LOC_val_solution.csv' does not list the picture 'ILSVRC2012_val_00000002.JPEG'.")
  }

  @Test func anUnknownLayout() throws {
    try folder.file("flowers/rose/1.jpg", "x")
    #expect(
      message(.train)
        == "'' has no layout that is known: looked for the folders train and val, in it and in"
        + " ILSVRC/Data/CLS-LOC, Data/CLS-LOC, CLS-LOC; expected train/<class>/*.jpg and"
        + " val/<class>/*.jpg.")
    #expect(
      message(.train, root: folder.file("none"))
        == "there is no folder '/none'; name with --data the one that holds train/ and val/.")
    try folder.file("ILSVRC2012_img_val.tar", "x")
    #expect(
      message(.train)
        == "'/ILSVRC2012_img_val.tar' is not unpacked yet; run: mkdir -p /val && tar -xf"
        + " /ILSVRC2012_img_val.tar -C /val")
    try folder.file("ILSVRC2012_img_train.tar", "x")
    #expect(message(.train).hasPrefix("'/ILSVRC2012_img_train.tar' is not unpacked yet: it holds"))
    // One of the two is.
    try folder.file("train/a/1.JPEG", "x")
    #expect(message().hasPrefix("'/ILSVRC2012_img_val.tar' is not unpacked yet; run: mkdir"))
    #expect(try ClassFolderDataset(root: folder.path, split: .train).count == 1)
  }

  /// The commands for the archive of archives, run as a shell runs them.
  @Test func theTrainingArchiveIsUnpackedAsSaid() throws {
    try folder.file("n01/1.JPEG", "x")
    try folder.file("n02/1.JPEG", "x")
    try run(
      "tar -cf n01.tar -C n01 1.JPEG && tar -cf n02.tar -C n02 1.JPEG"
        + " && tar -cf ILSVRC2012_img_train.tar n01.tar n02.tar && rm -r n01 n02 n01.tar n02.tar")
    let error = #expect(throws: DatasetError.self) {
      _ = try ClassFolderDataset(root: folder.path, split: .train)
    }
    let text = error?.description ?? ""
    let command = try #require(text.split(separator: "run: ").last)
    try run("\(command) && test -d \(folder.path)/train")
    let dataset = try ClassFolderDataset(root: folder.path, split: .train)
    #expect(dataset.count == 2 && dataset.classNames == ["n01", "n02"])
  }

  /// What an interrupted unpacking leaves, and an archive where it is unpacked to.
  @Test func whatIsHalfUnpacked() throws {
    for name in ["n01", "n02"] {
      try folder.file("\(name)/1.JPEG", "x")
      try run("mkdir -p train && tar -cf train/\(name).tar -C \(name) 1.JPEG && rm -r \(name)")
    }
    let (archive, classes) = ("ILSVRC2012_img_train.tar", ["n01", "n02"])
    try run("tar -cf train/\(archive) -C train n01.tar n02.tar && rm train/n0*")
    func unpack(_ name: String) throws {
      let error = #expect(throws: DatasetError.self) {
        _ = try ClassFolderDataset(root: folder.path, split: .train)
      }
      let text = error?.description ?? ""
      #expect(text.hasPrefix("'\(folder.path)/\(name)' is "), "\(text)")
      try run(String(try #require(text.split(separator: "run: ").last)))
      #expect(try ClassFolderDataset(root: folder.path, split: .train).classNames == classes)
    }
    try unpack("train/\(archive)")
    try run("tar -cf train/n02.tar -C train/n02 1.JPEG && rm -r train/n02")
    try unpack("train/n02.tar")
    // Archives that were kept and others are no harm, and hide none.
    try run("tar -cf train/n02.tar -C train/n02 1.JPEG && cp train/n02.tar train/backup.tar")
    try run("cp train/n02.tar train/\(archive)")
    #expect(try ClassFolderDataset(root: folder.path, split: .train).count == 2)
    try run("rm -r train/n02")
    try unpack("train/n02.tar")
    try run("tar -cf train/n02.tar -C train/n02 1.JPEG && rm train/\(archive)")
    try run(
      "tar -cf n01.tar -C train/n01 1.JPEG && tar -cf \(archive) n01.tar && rm -r n01.tar"
        + " && tar -rf \(archive) -C train n02.tar && rm -r train/*")
    try unpack(archive)

    try folder.file("val/ILSVRC2012_img_val.tar", "x")
    #expect(
      message().hasPrefix(
        "'/val/ILSVRC2012_img_val.tar' is not unpacked yet; run: mkdir -p /val && tar -xf"))
  }

  /// Named as ImageNet's thousand, so that pictures must be missing.
  @Test func tooFewPicturesAreNoted() throws {
    for index in 0..<1000 {
      try folder.file("val/n\(10_000_000 + index)/1.JPEG", "x")
    }
    try folder.file("val/n10000000/2.JPEG", "x")
    let dataset = try ClassFolderDataset(root: folder.path, split: .validation)
    #expect(
      dataset.notes.map { $0.replacing(folder.path, with: "") } == [
        "'/val' holds 1,001 pictures, ImageNet 50,000; the fewest, 1, are of the class 'n10000001'."
      ])
    try FileManager.default.removeItem(atPath: folder.file("val/n10000999"))
    #expect(try ClassFolderDataset(root: folder.path, split: .validation).notes.isEmpty)
  }

  private func run(_ command: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(command)")
  }
}
