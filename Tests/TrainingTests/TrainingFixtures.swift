import Foundation
import Testing

/// What `tools/make-training-fixtures` wrote with PyTorch.
enum TrainingFixtures {
  static func read<Value: Decodable>(_ name: String) throws -> [Value] {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode([Value].self, from: Data(contentsOf: url))
  }
}
