import Datasets
import Foundation
import TestSupport
import Testing

/// Every sentence a broken COCO file may lead to.
@Suite struct COCODatasetErrorTests {
  let folder: ScratchFolder

  init() throws { folder = ScratchFolder() }

  func message(_ path: String) -> String {
    let error = #expect(throws: DatasetError.self) { _ = try COCODataset(contentsOf: path) }
    return (error?.description ?? "").replacing("\(folder.path)/", with: "")
  }

  @Test func missingFileAndFolder() {
    #expect(message("\(folder.path)/none.json") == "there is no file 'none.json'.")
    #expect(message("\(folder.path)/.") == "'.' is a folder; expected a JSON file.")
  }

  @Test(arguments: [
    ("", "'x.json' is empty; expected JSON."),
    (" \n", "'x.json' is empty; expected JSON."),
    (
      "[]",
      "'x.json' is a list, as a file of results is; a COCO data set is an object with 'images', 'annotations' and 'categories'."
    ),
    (
      "<html>",
      "'x.json' is not JSON; a COCO data set is a JSON object with 'images', 'annotations' and 'categories'."
    ),
    (
      "{}",
      "'x.json' has no 'images'; a COCO data set has 'images', 'annotations' and 'categories'."
    ),
    ("{\"images\": [],\n \"images\": []}", "'x.json' has 'images' twice."),
    ("{\"images\": {}}", "'images' in 'x.json' is an object; expected a list of objects."),
    ("{\"images\": null}", "'images' in 'x.json' is null; expected a list of objects."),
    ("{\"images\": [3]}", "images[0] in 'x.json' is a number; expected an object."),
    ("{\"images\": [null]}", "images[0] in 'x.json' is null; expected an object."),
    (
      "{\"info\": 1,\n \"images\" [",
      "'x.json' is not valid JSON: expected ':' after 'images', found '[' at byte 23 (line 2)."
    ),
    (
      "{\"info\": {\"a\": 1",
      "'x.json' ends at byte 17 (line 1) where the rest of 'info' should follow; the file may be cut short."
    ),
    (
      "{\"info\": 1, images: []}",
      "'x.json' is not valid JSON: expected a key in quotes, found 'i' at byte 13 (line 1)."
    ),
    (
      "{\"images\": [{\"id\": }]}",
      "'x.json' is not valid JSON: unexpected character at byte 20 (line 1), in images[0]."
    ),
    (
      coco() + "]",
      "'x.json' is not valid JSON: expected the end of the file, found ']' at byte 134 (line 1)."
    ),
    (coco(images: ""), "'images' of 'x.json' is empty."),
    (coco(categories: ""), "'categories' of 'x.json' is empty."),
  ])
  func wrongStructure(text: String, expected: String) throws {
    #expect(message(try folder.file("x.json", text)) == expected)
  }

  @Test(arguments: [
    (#"{"file_name": "a"}"#, "images[0] in 'x.json' has no 'id'."),
    (
      #"{"id": "1"}"#,
      "'id' of images[0] in 'x.json' is \"1\"; expected a whole number."
    ),
    (#"{"id": null}"#, "'id' of images[0] in 'x.json' is null."),
    (#"{"id": 1.5}"#, "'id' of images[0] in 'x.json' is 1.5; expected a whole number."),
    (#"{"id": NaN}"#, "'id' of images[0] in 'x.json' is NaN; expected a whole number."),
    (
      #"{"id": 99999999999999999999}"#,
      "'id' of images[0] in 'x.json' is 18446744073709551615; expected a whole number."
    ),
    (#"{"id": 4}"#, "images[0] (id 4) in 'x.json' has no 'file_name'."),
    (
      #"{"id": 4, "file_name": ""}"#,
      "'file_name' of images[0] (id 4) in 'x.json' is \"\"; expected text."
    ),
    (
      #"{"id": 4, "file_name": "a", "width": 0, "height": 9}"#,
      "image 4 in 'x.json' is 0 x 9 pixels; expected sides of 1 to 2,147,483,647."
    ),
    (
      #"{"id": 4, "file_name": "a", "width": 3000000000, "height": 480}"#,
      "image 4 in 'x.json' is 3000000000 x 480 pixels; expected sides of 1 to 2,147,483,647."
    ),
  ])
  func wrongImage(image: String, expected: String) throws {
    #expect(message(try folder.file("x.json", coco(images: image))) == expected)
  }

  @Test(arguments: [
    (
      #"{"id": 4, "image_id": 1, "category_id": 1}"#,
      "annotations[0] (id 4) in 'x.json' has no 'bbox'."
    ),
    (
      #"{"id": 4, "bbox": [1, 2, 3]}"#,
      "'bbox' of annotations[0] (id 4) in 'x.json' is a list of 3 values; expected [x, y, width, height], four finite numbers."
    ),
    (
      #"{"id": 4, "bbox": "1 2 3 4"}"#,
      "'bbox' of annotations[0] (id 4) in 'x.json' is \"1 2 3 4\"; expected [x, y, width, height], four finite numbers."
    ),
    (
      #"{"id": 4, "bbox": [1, null, 3, 4]}"#,
      "'bbox' of annotations[0] (id 4) in 'x.json' is [1,null,3,4]; expected [x, y, width, height], four finite numbers."
    ),
    (
      #"{"id": 4, "bbox": [1, 1e999, 3, 4]}"#,
      "'bbox' of annotations[0] (id 4) in 'x.json' is [1,1e999,3,4]; expected [x, y, width, height], four finite numbers."
    ),
    (
      #"{"id": 4, "bbox": [1, 2, 1e300, 1e300]}"#,
      "'bbox' of annotations[0] (id 4) in 'x.json' is [1,2,1e300,1e300]; expected a box of a size that pictures have."
    ),
    (
      #"{"id": 4, "image_id": 2, "category_id": 1, "bbox": [1, 2, 3, 4]}"#,
      "annotation 4 in 'x.json' names image 2, which 'images' does not list; add it there or remove the annotation."
    ),
    (
      #"{"id": 4, "image_id": 1, "category_id": 91, "bbox": [1, 2, 3, 4]}"#,
      "annotation 4 in 'x.json' names category 91, which 'categories' does not list; add it there or remove the annotation."
    ),
    (
      #"{"id": 4, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "iscrowd": 2}"#,
      "'iscrowd' of annotations[0] (id 4) in 'x.json' is 2; expected 0 or 1."
    ),
    (
      #"{"id": 4, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "area": "12"}"#,
      "'area' of annotations[0] (id 4) in 'x.json' is \"12\"; expected a finite number."
    ),
  ])
  func wrongAnnotation(annotation: String, expected: String) throws {
    #expect(message(try folder.file("x.json", coco(annotations: annotation))) == expected)
  }

  @Test func idsThatAreThereTwice() throws {
    let image = #"{"id": 1, "file_name": "a.jpg", "width": 100, "height": 100}"#
    #expect(
      message(try folder.file("x.json", coco(images: "\(image), \(image)")))
        == "images[0] and images[1] in 'x.json' both have the id 1; every id must be there once.")
    let annotation = #"{"id": 8, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}"#
    #expect(
      message(try folder.file("x.json", coco(annotations: "\(annotation), \(annotation)")))
        == "annotations[0] and annotations[1] in 'x.json' both have the id 8; every id must be there once."
    )
    let category = #"{"id": 3, "name": "x"}"#
    #expect(
      message(try folder.file("x.json", coco(categories: "\(category), \(category)")))
        == "categories[0] and categories[1] in 'x.json' both have the id 3; every id must be there once."
    )
  }

  @Test func utf16() throws {
    #expect(
      message(try folder.file("x.json", [0xFF, 0xFE, 0x7B, 0x00]))
        == "'x.json' is UTF-16 text; expected JSON in UTF-8.")
  }

  @Test func invalidUTF8() throws {
    let text = Array(coco(images: #"{"id": 1, "file_name": "?", "width": 9, "height": 9}"#).utf8)
    let bytes = text.map { $0 == UInt8(ascii: "?") ? 0xFF : $0 }
    #expect(message(try folder.file("x.json", bytes)).contains("utf-8"))
  }

  @Test func deepNestingIsAnErrorWhereItIsUsed() throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(message(try folder.file("x.json", "{\"info\": \(deep)")).contains("cut short"))
    let closed = deep + String(repeating: "]", count: 100_000)
    let element = "{\"id\": 1, \"x\": \(closed)}"
    #expect(message(try folder.file("x.json", "{\"images\": [\(element)]}")).contains("nesting"))
  }
}
