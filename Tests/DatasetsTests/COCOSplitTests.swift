import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct COCOSplitTests {
  let folder = ScratchFolder()

  /// 200 pictures: 'common' in all but the last 20, 'rare' in every tenth of them.
  private func writeDataset() throws -> COCODataset {
    let images = (1...200).map {
      #"{"id":\#($0),"file_name":"\#($0).png","width":9,"height":9,"k":[\#($0)]}"#
    }
    let annotations = (1...180).flatMap { image in
      [(image, 1)] + (image % 10 == 0 ? [(image, 2), (image, 2)] : [])
    }.enumerated().map { index, pair in
      #"{"id":\#(index),"image_id":\#(pair.0),"category_id":\#(pair.1),"bbox":[1,1,5,5]}"#
    }
    try folder.file(
      "coco.json",
      """
      {"info":{"a":1},"images":[\(images.joined(separator: ","))],
       "annotations":[\(annotations.joined(separator: ","))],
       "categories":[{"id":1,"name":"common"},{"id":2,"name":"rare"}]}
      """)
    return try COCODataset(contentsOf: folder.file("coco.json"))
  }

  @Test func everyClassIsInBothPartsInProportion() throws {
    let dataset = try writeDataset()
    let split = COCOSplit(
      of: dataset, path: folder.file("coco.json"), share: 0.25, order: Array((0..<200).reversed()))
    try split.write(training: folder.file("t.json"), validation: folder.file("v.json"))
    let parts = try ["t", "v"].map { try COCODataset(contentsOf: folder.file("\($0).json")) }
    #expect(split.counts.training == parts[0].images.count)
    #expect(split.counts.validation == parts[1].images.count)
    #expect(
      Set(parts[0].images.map(\.id)).union(parts[1].images.map(\.id)) == Set(1...200))
    #expect(parts[0].images.count + parts[1].images.count == 200)
    for (part, share) in zip(parts, [0.75, 0.25]) {
      func count(_ id: Int) -> Double { Double(part.annotations.count { $0.categoryID == id }) }
      #expect(abs(count(1) - 180 * share) <= 2)
      #expect(abs(count(2) - 36 * share) <= 2)
      #expect(abs(Double(part.images.count) - 200 * share) <= 2)
    }
    let text = try folder.text("v.json")
    #expect(text.contains(#""info":{"a":1}"#))
    let first = try #require(parts[1].images.first)
    #expect(text.contains(#""height":9,"k":[\#(first.id)]}"#))
  }

  @Test func noPartIsEmpty() throws {
    let dataset = try writeDataset()
    let split = COCOSplit(
      of: dataset, path: folder.file("coco.json"), share: 0.0001, order: Array(0..<200))
    #expect(split.counts.validation == 1)
  }

  @Test func neitherIsTheTrainingPart() throws {
    let images = (1...3).map { #"{"id":\#($0),"file_name":"\#($0).png","width":9,"height":9}"# }
    try folder.file(
      "coco.json",
      """
      {"images":[\(images.joined(separator: ","))],"annotations":[],
       "categories":[{"id":1,"name":"cat"}]}
      """)
    let dataset = try COCODataset(contentsOf: folder.file("coco.json"))
    let split = COCOSplit(
      of: dataset, path: folder.file("coco.json"), share: 0.9, order: [2, 0, 1])
    #expect(split.counts.training == 1)
    #expect(split.counts.validation == 2)
    try split.write(training: folder.file("t.json"), validation: folder.file("v.json"))
    let parts = try ["t", "v"].map { try COCODataset(contentsOf: folder.file("\($0).json")) }
    #expect(parts.map { $0.images.map(\.id) } == [[2], [1, 3]])
  }
}
