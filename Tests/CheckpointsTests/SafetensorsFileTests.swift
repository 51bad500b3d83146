import Checkpoints
import CommonSupport
import Foundation
import TensorCore
import TestSupport
import Testing

@Suite struct SafetensorsFileTests {
  let folder = ScratchFolder()

  @Test func whatIsWrittenIsRead() throws {
    let path = folder.file("a.safetensors")
    let tensors: [(name: String, value: Tensor)] = [
      ("layer1.0.conv1.weight", Tensor((0..<24).map { Float($0) / 7 }, shape: [2, 3, 2, 2])),
      ("a \"quoted\" name / ü", Tensor([-0.0, .leastNonzeroMagnitude, 1e38], shape: [3])),
      ("scalar", Tensor([5], shape: [])), ("empty", Tensor([0, 4])),
    ]
    let metadata = ["network": "{\"depth\":28}", "ü": "line\nbreak"]
    try SafetensorsFile.write(tensors, metadata: metadata, to: path)
    let file = try SafetensorsFile(path)
    #expect(file.metadata == metadata)
    #expect(Set(file.names) == Set(tensors.map(\.name)))
    for (name, value) in tensors {
      #expect(file.shape(of: name) == value.shape)
      #expect(try file.tensor(name).scalars.map(\.bitPattern) == value.scalars.map(\.bitPattern))
    }
    #expect(folder.names() == ["a.safetensors"])
  }

  @Test func theDataStartsAtAMultipleOfEight() throws {
    for length in 1...9 {
      let path = folder.file("\(length).safetensors")
      try SafetensorsFile.write(
        [(String(repeating: "x", count: length), Tensor([1]))], metadata: [:], to: path)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(bytes.count % 8 == 4)
    }
  }

  @Test(arguments: [
    ("F64", [0, 0, 0, 0, 0, 0, 0xF8, 0xBF], Float(-1.5)), ("F32", [0, 0, 0xC0, 0xBF], -1.5),
    ("F16", [0, 0xBE], -1.5), ("BF16", [0xC0, 0xBF], -1.5), ("F16", [1, 0], 0x1p-24),
    ("I64", [254, 255, 255, 255, 255, 255, 255, 255], -2), ("I32", [254, 255, 255, 255], -2),
    ("I16", [254, 255], -2), ("I8", [254], -2), ("U64", [7, 1, 0, 0, 0, 0, 0, 0], 263),
    ("U32", [7, 1, 0, 0], 263), ("U16", [7, 1], 263), ("U8", [200], 200), ("BOOL", [1], 1),
  ])
  func elementTypes(type: String, bytes: [UInt8], value: Float) throws {
    let header =
      "{\"x\":{\"dtype\":\"\(type)\",\"shape\":[1],\"data_offsets\":[0,\(bytes.count)]}}"
    let file = try SafetensorsFile(
      try folder.write(safetensors(header, data: bytes), "type.safetensors"))
    #expect(try file.tensor("x").scalars == [value])
    #expect(
      file.isFloatingPoint("x") == (type.hasPrefix("F") || type.hasPrefix("B") && type != "BOOL"))
  }

  @Test func tensorsNeedNotStandInTheOrderOfTheHeader() throws {
    let header = """
      {"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},\
      "a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}
      """
    let file = try SafetensorsFile(
      try folder.write(safetensors(header, data: [7, 9]), "order.safetensors"))
    #expect(file.names == ["a", "b"])
    #expect(try file.tensor("b").scalars == [9])
  }

  @Test func aFileIsReplacedWholeOrNotAtAll() throws {
    let path = folder.file("a.safetensors")
    try SafetensorsFile.write([("x", Tensor([1], shape: [1]))], metadata: [:], to: path)
    let open = try SafetensorsFile(path)
    try SafetensorsFile.write([("x", Tensor([2], shape: [1]))], metadata: [:], to: path)
    #expect(try open.tensor("x").scalars == [1])
    #expect(try SafetensorsFile(path).tensor("x").scalars == [2])
    let error = #expect(throws: FileWriteError.self) {
      try SafetensorsFile.write([], metadata: [:], to: folder.file("none/a.safetensors"))
    }
    #expect(
      error?.description
        == "cannot write '\(folder.file("none/a.safetensors"))': its folder does not exist.")
  }
}
