import Foundation
import Testing
import ToolSupport

@Suite struct JSONLineTests {
  private struct Box: Encodable {
    var x0: Float = 0.1
    var y0: Float = 1
    var missing: Int?
  }

  private struct Line: Encodable {
    var type = "image"
    var path = "a\"b\\c/\n\u{1}é\u{2028}"
    var score = 0.1 + 0.2
    var infinite = Double.infinity
    var notANumber = Float.nan
    var large = UInt64.max
    var yes = true
    var boxes = [Box(), Box(missing: 3)]
    var none: [Int] = []
    var empty: [String: Int] = [:]
    var holes: [Double?] = [1, nil]
  }

  @Test func keysKeepTheirOrderAndNumbersTheirValue() throws {
    let text = try JSONLine.text(of: Line())
    #expect(
      text == #"{"type":"image","path":"a\"b\\c/\n\u0001é\u2028","score":0.30000000000000004,"#
        + #""infinite":null,"notANumber":null,"large":18446744073709551615,"yes":true,"#
        + #""boxes":[{"x0":0.1,"y0":1.0},{"x0":0.1,"y0":1.0,"missing":3}],"#
        + #""none":[],"empty":{},"holes":[1.0,null]}"#)
    // Another reader understands it.
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(object?["path"] as? String == Line().path)
    #expect(object?["large"] as? UInt64 == .max)
  }

  @Test(arguments: [0.1 + 0.2, 1e-300, 2.3e-308, 1e300, -0.0, 123_456_789.125, 1e16])
  func doublesReadBack(value: Double) throws {
    let data = Data(try JSONLine.text(of: [value]).utf8)
    #expect(try JSONDecoder().decode([Double].self, from: data) == [value])
  }

  @Test func scalarsStandAlone() throws {
    #expect(try JSONLine.text(of: "a") == #""a""#)
    #expect(try JSONLine.text(of: Int?.none) == "null")
    #expect(try JSONLine.text(of: [[1], [2, 3]]) == "[[1],[2,3]]")
    #expect(try JSONLine.text(of: URL(fileURLWithPath: "/a b")) == #""file:///a%20b""#)
  }

  /// Containers by hand, as a type with its own `encode(to:)` uses them.
  private struct ByHand: Encodable {
    enum Key: CodingKey { case second, first, list, parent }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(2, forKey: .second)
      try container.encodeNil(forKey: .first)
      var list = container.nestedUnkeyedContainer(forKey: .list)
      try list.encode("a")
      var object = list.nestedContainer(keyedBy: Key.self)
      try object.encode(1, forKey: .first)
      #expect(list.count == 2)
      try [0.5].encode(to: container.superEncoder(forKey: .parent))
      try container.encode(3, forKey: .second)
    }
  }

  @Test func nestedContainers() throws {
    let text = #"{"second":3,"first":null,"list":["a",{"first":1}],"parent":[0.5]}"#
    #expect(try JSONLine.text(of: ByHand()) == text)
  }
}
