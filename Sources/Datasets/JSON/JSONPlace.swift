/// Where an object stands in a file, for error messages: "annotations[17] in 'coco.json'".
struct JSONPlace: CustomStringConvertible {
  let list: String
  let index: Int
  let path: String

  var element: String { "\(list)[\(index)]" }
  var description: String { "\(element) in '\(path)'" }
}
