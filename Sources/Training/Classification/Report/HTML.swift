import Foundation
import Imaging

/// HTML that is written as a string literal. What is interpolated is escaped, so that no name of a
/// class or a file can become markup; only other `HTML` goes in as it is.
package struct HTML: ExpressibleByStringInterpolation, Sendable {
  package private(set) var text: String

  package init(stringLiteral value: String) { text = value }

  package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  private init(text: String) { self.text = text }

  /// Markup made elsewhere.
  package static func markup(_ text: String) -> HTML { HTML(text: text) }

  /// One after the other.
  package static func joined(_ parts: some Sequence<HTML>) -> HTML {
    HTML(text: parts.map(\.text).joined(separator: "\n"))
  }

  /// A picture's file as the address of an `<img>`.
  package static func dataURI(_ bytes: [UInt8], type: String) -> String {
    "data:\(type);base64,\(Data(bytes).base64EncodedString())"
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + interpolationCount * 8)
    }

    package mutating func appendLiteral(_ literal: String) { text += literal }
    package mutating func appendInterpolation(_ value: String) { text += Markup.escaped(value) }
    package mutating func appendInterpolation(_ value: Int) { text += "\(value)" }
    package mutating func appendInterpolation(_ html: HTML) { text += html.text }
  }
}
