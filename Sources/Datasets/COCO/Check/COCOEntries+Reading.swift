import CommonSupport

extension COCOEntries {
  /// Reads a COCO file and records what is wrong with single entries.
  ///
  /// - Throws: ``DatasetError`` if the file cannot be read, is not JSON or not COCO's format.
  init(contentsOf path: String, _ findings: inout COCOFindings) throws {
    try COCOFile.read(path) { list, reader in
      var count = 0
      try reader.forEachObject(of: list.rawValue) { object in
        switch list {
        case .images: readImage(object, &findings)
        case .categories: readCategory(object, &findings)
        case .annotations: readAnnotation(object, &findings)
        }
        count += 1
      }
      if count == 0 {
        findings.record(.emptyList) {
          COCOFinding.Example(list: list, index: 0, id: nil, name: nil, detail: "[]")
        }
      }
    }
  }

  private mutating func readImage(_ object: JSONObject, _ findings: inout COCOFindings) {
    let index = images.count
    let identifier = object.identifier("id")
    let size = object.pictureSize
    images.append(
      Image(
        key: imageIDs.key(for: identifier), fileName: object.stringIfPresent("file_name") ?? "",
        width: size?.width ?? 0, height: size?.height ?? 0))
    checkID(identifier, object, &findings) { example(image: index, $0) }
    if images[index].fileName.isEmpty {
      findings.record(.invalidFileName, example(image: index, object.shown("file_name")))
    }
    if size == nil {
      let shown = "width \(object.shown("width")), height \(object.shown("height"))"
      findings.record(.invalidSize, example(image: index, shown))
    }
  }

  private mutating func readCategory(_ object: JSONObject, _ findings: inout COCOFindings) {
    let index = categories.count
    let identifier = object.identifier("id")
    categories.append(
      Category(
        key: categoryIDs.key(for: identifier), name: object.stringIfPresent("name") ?? ""))
    checkID(identifier, object, &findings) { example(category: index, $0) }
    if categories[index].name.isEmpty {
      findings.record(.invalidName, example(category: index, object.shown("name")))
    }
  }

  private mutating func readAnnotation(_ object: JSONObject, _ findings: inout COCOFindings) {
    let index = annotations.count
    let identifier = object.identifier("id")
    var annotation = Annotation(
      id: identifier?.number ?? 0, image: imageIDs.key(for: object.identifier("image_id")),
      category: categoryIDs.key(for: object.identifier("category_id")), traits: [],
      box: COCOBox(x: 0, y: 0, width: 0, height: 0))
    if identifier?.number != nil { annotation.traits.insert(.hasID) }
    if let box = object.loadedBox {
      annotation.box = box
      annotation.traits.insert(.hasBox)
      if object.member("bbox") == nil { annotation.traits.insert(.isSegmented) }
    }
    if let area = try? object.numberIfPresent("area"), area.isFinite {
      annotation.traits.insert(.hasArea)
    }
    if let isCrowd = try? object.flag("iscrowd"), object.member("iscrowd") != nil {
      annotation.traits.formUnion(isCrowd ? [.hasCrowdFlag, .isCrowd] : .hasCrowdFlag)
    }
    annotations.append(annotation)

    func here(_ detail: String?) -> COCOFinding.Example {
      // Pictures may come later in the file, and are named then.
      COCOFinding.Example(
        list: .annotations, index: index, id: identifier?.number, name: nil, detail: detail)
    }
    checkID(identifier, object, &findings, here)
    if identifier?.number == 0 { findings.record(.zeroID, here(nil)) }
    checkMembers(of: annotation.traits, object, &findings, here)
    checkMask(annotation, object, index, &findings, here)
  }

  private func checkID(
    _ identifier: COCOIdentifier?, _ object: JSONObject, _ findings: inout COCOFindings,
    _ here: (String?) -> COCOFinding.Example
  ) {
    guard let number = identifier?.number else {
      return findings.record(.invalidID, here("id \(object.shown("id"))"))
    }
    if number < 0 { findings.record(.negativeID, here(nil)) }
  }

  private func checkMembers(
    of traits: Annotation.Traits, _ object: JSONObject, _ findings: inout COCOFindings,
    _ here: (String?) -> COCOFinding.Example
  ) {
    if !traits.contains(.hasBox) { findings.record(.invalidBox, here(object.shown("bbox"))) }
    if !traits.contains(.hasArea) {
      let isMissing = object.member("area") == nil
      findings.record(
        isMissing ? .missingArea : .invalidArea, here(isMissing ? nil : object.shown("area")))
    }
    if !traits.contains(.hasCrowdFlag) {
      let isMissing = object.member("iscrowd") == nil
      findings.record(
        isMissing ? .missingCrowd : .invalidCrowd, here(isMissing ? nil : object.shown("iscrowd")))
    }
  }

  private mutating func checkMask(
    _ annotation: Annotation, _ object: JSONObject, _ index: Int, _ findings: inout COCOFindings,
    _ here: (String?) -> COCOFinding.Example
  ) {
    guard let mask = object.object("segmentation") else {
      if annotation.traits.contains(.isCrowd) { findings.record(.crowdWithoutMask, here(nil)) }
      return
    }
    if let problem = mask.maskProblem {
      findings.record(.invalidMask, here(problem))
    } else if let size = mask.maskSize {
      maskSizes.append((index, size))
    }
  }
}

extension JSONObject {
  /// The value of a member as text for people, shortened; `missing` without one.
  fileprivate func shown(_ key: StaticString) -> String {
    member(key)?.description.excerpt ?? "missing"
  }

  /// The box that loading takes, nil if it takes none: without `bbox` that around the segmentation.
  fileprivate var loadedBox: COCOBox? {
    if member("bbox") == nil { return try? segmentedBox("segmentation") }
    return try? bbox("bbox")
  }

  fileprivate var pictureSize: (width: Int32, height: Int32)? {
    guard let width = member("width")?.wholeNumber.flatMap(Int32.init(exactly:)),
      let height = member("height")?.wholeNumber.flatMap(Int32.init(exactly:)),
      width > 0, height > 0
    else { return nil }
    return (width, height)
  }

  /// Of a run-length mask: `{"size": [height, width], "counts": ...}`.
  fileprivate var maskSize: COCOEntries.MaskSize? {
    var numbers: [Double] = []
    guard member("size")?.forEachNumber({ numbers.append($0) }) == true, numbers.count == 2,
      let height = Int32(exactly: numbers[0]), let width = Int32(exactly: numbers[1]),
      height > 0, width > 0
    else { return nil }
    return COCOEntries.MaskSize(height: Int(height), width: Int(width))
  }

  /// What is wrong with a run-length mask.
  fileprivate var maskProblem: String? {
    guard let size = maskSize else { return "size \(shown("size")); expected [height, width]" }
    guard let counts = member("counts") else { return "no 'counts'" }
    if counts.isText { return counts.string?.isEmpty == false ? nil : "'counts' is empty" }
    var total = 0.0
    var areCounts = true
    let areNumbers = counts.forEachNumber {
      total += $0
      if $0 < 0 || $0 != $0.rounded() { areCounts = false }
    }
    guard areNumbers, areCounts else { return "'counts' is neither run lengths nor text" }
    return total == Double(size.height * size.width)
      ? nil : "its runs do not cover \(size.height) x \(size.width) pixels"
  }
}
