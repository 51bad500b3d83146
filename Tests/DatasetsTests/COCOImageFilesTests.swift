import Datasets
import TestSupport
import Testing

@Suite struct COCOImageFilesTests {
  let folder = ScratchFolder()

  @Test func needsPicturesOnly() throws {
    let path = try folder.file(
      "x.json",
      """
      {"info": {"year": 2017}, "images": [
        {"id": 9, "width": 4, "height": 3, "file_name": "b.jpg", "license": 1},
        {"id": 2, "width": 5, "height": 6, "file_name": "sub/a.jpg"}]}
      """)
    #expect(
      try COCOImage.read(from: path) == [
        COCOImage(id: 9, fileName: "b.jpg", width: 4, height: 3),
        COCOImage(id: 2, fileName: "sub/a.jpg", width: 5, height: 6),
      ])
  }

  @Test(arguments: [
    ("{\"images\": []}", "'x.json' lists no pictures in 'images'."),
    ("{\"annotations\": []}", "'x.json' lists no pictures in 'images'."),
    (
      #"{"images": [{"id": 1, "file_name": "a.jpg", "width": 4, "height": 3}], "images": []}"#,
      "'x.json' has 'images' twice."
    ),
    ("[1]", "'x.json' is a list; a COCO file is a JSON object with 'images'."),
    (
      "{\"images\": [{\"id\": 1, \"width\": 4, \"height\": 3}]}",
      "images[0] (id 1) in 'x.json' has no 'file_name'."
    ),
  ])
  func saysWhatIsWrong(text: String, expected: String) throws {
    let path = try folder.file("x.json", text)
    let error = #expect(throws: DatasetError.self) { try COCOImage.read(from: path) }
    #expect(error?.description.replacing("\(folder.path)/", with: "") == expected)
  }
}
