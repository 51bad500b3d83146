import CommonSupport

extension COCODataset {
  /// Writes the data set as COCO JSON.
  ///
  /// The file appears under its name only when it is complete.
  ///
  /// - Throws: `FileWriteError` if the file cannot be written, ``DatasetError`` if a number is not
  ///   finite, which JSON cannot express.
  public func write(to path: String) throws {
    try AtomicFile.write(to: path) { file in
      try file.write("{\"images\":[")
      for (index, image) in images.enumerated() {
        try file.write(
          """
          \(index == 0 ? "\n" : ",\n"){"id":\(image.id),"file_name":\(jsonString(image.fileName)),\
          "width":\(image.width),"height":\(image.height)}
          """)
      }
      try file.write("\n],\n\"annotations\":[")
      for (index, annotation) in annotations.enumerated() {
        guard annotation.bbox.isFinite, annotation.area.isFinite else {
          throw DatasetError(
            "cannot write '\(path)': annotation \(annotation.id) has a box or area that is not a finite"
              + " number.")
        }
        try file.write(
          """
          \(index == 0 ? "\n" : ",\n"){"id":\(annotation.id),"image_id":\(annotation.imageID),\
          "category_id":\(annotation.categoryID),"bbox":\(annotation.bbox.json),\
          "area":\(annotation.area),"iscrowd":\(annotation.isCrowd ? 1 : 0)\
          \(annotation.isIgnored ? ",\"ignore\":1" : "")}
          """)
      }
      try file.write("\n],\n\"categories\":[")
      for (index, category) in categories.enumerated() {
        let supercategory = category.supercategory.map { ",\"supercategory\":\(jsonString($0))" }
        try file.write(
          """
          \(index == 0 ? "\n" : ",\n"){"id":\(category.id),"name":\(jsonString(category.name))\
          \(supercategory ?? "")}
          """)
      }
      try file.write("\n]}\n")
    }
  }
}

/// `text` as a JSON string, quotes included.
func jsonString(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case _ where scalar.value < 0x20:
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
