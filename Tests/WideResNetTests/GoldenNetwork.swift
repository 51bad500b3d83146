import Autograd
import Checkpoints
import Foundation
import NeuralNet
import TensorCore
import Testing
import WideResNet

/// A file of `tools/make-network-fixtures`, and the small network that PyTorch computed for it in
/// float64.
struct GoldenNetwork {
  let file: SafetensorsFile
  let store = ParameterStore()
  let network: any ImageClassifier

  init(_ golden: GoldenCase, stochasticDepth: Float = 0) throws {
    let url = try #require(
      Bundle.module.url(
        forResource: golden.name, withExtension: "safetensors", subdirectory: "Fixtures"))
    file = try SafetensorsFile(url.path)
    network = try golden.make(ParameterBuilder(store, seed: 0), file, stochasticDepth)
    _ = try store.all.loadPart(of: file, with: "initial.")
  }

  func number<Number: LosslessStringConvertible>(_ key: String) throws -> Number {
    try Self.number(key, file)
  }

  /// Pictures `[N, H, W, C]`, stored as `[N, C, H, W]`.
  func input() throws -> Tensor {
    let stored = try file.tensor("input")
    let (n, c, h, w) = (stored.shape[0], stored.shape[1], stored.shape[2], stored.shape[3])
    var scalars: [Float] = []
    for i in 0..<n {
      for y in 0..<h {
        for x in 0..<w {
          for channel in 0..<c { scalars.append(stored[i, channel, y, x]) }
        }
      }
    }
    return Tensor(scalars, shape: [n, h, w, c])
  }

  func labels() throws -> [Int] { try file.tensor("labels").scalars.map { Int($0) } }

  /// Checks a tensor against the file's: the L2 norm of the difference, relative to that of the
  /// expected one.
  func expect(
    _ found: Tensor, is key: String, layout: Parameter.Layout = .asStored,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let expected = Parameter(name: key, value: Tensor(found.shape), layout: layout)
    _ = try [expected].loadPart(of: file)
    var difference = found
    difference.add(expected.value, times: -1)
    let error = (difference.squaredNorm() / expected.value.squaredNorm()).squareRoot()
    #expect(error <= 1e-4, "'\(key)' differs by \(error)", sourceLocation: location)
  }

  static func number<Number: LosslessStringConvertible>(
    _ key: String, _ file: SafetensorsFile
  ) throws -> Number {
    let text = try #require(file.metadata[key], "no '\(key)' in \(file.path)")
    return try #require(Number(text), "'\(key)' is \(text)")
  }
}
