import Checkpoints
import Foundation
import NeuralNet
import TensorCore
import TestSupport
import Testing

/// Weights written in fewer bits.
@Suite struct WeightTypeTests {
  private let folder = ScratchFolder()

  /// What a file holds after these numbers were written as `type`.
  private func written(_ values: [Float], as type: WeightType) throws -> [Float] {
    let store = ParameterStore()
    let weight = ParameterBuilder(store, seed: 1).parameter("x", [values.count], .constant(0))
    weight.value = Tensor(values, shape: [values.count])
    let path = folder.file("\(type).safetensors")
    try store.write(to: path, metadata: [:], type: type)
    let file = try SafetensorsFile(path)
    let bytes = try folder.data("\(type).safetensors").count
    #expect(bytes % 8 == values.count * (type == .f32 ? 4 : 2) % 8)
    return try file.tensor("x").scalars
  }

  /// Significant bits and the exponent of the smallest normal number.
  private func format(_ type: WeightType) -> (bits: Int, least: Int) {
    switch type {
    case .f32: (24, -126)
    case .f16: (11, -14)
    case .bf16: (8, -126)
    }
  }

  /// The nearest number of a format, ties to even, by exact arithmetic in Double.
  private func rounded(_ value: Float, _ type: WeightType) -> Float {
    let (bits, least) = format(type)
    guard value != 0 else { return value }
    let exponent = max(Int(value.exponent), least)
    let unit = Double(sign: .plus, exponent: exponent - bits + 1, significand: 1)
    return Float((Double(value) / unit).rounded(.toNearestOrEven) * unit)
  }

  @Test(arguments: WeightType.allCases)
  func numbersAreRoundedToTheNearest(type: WeightType) throws {
    var generator = RandomGenerator(seed: 3)
    var values = [Float(0), -0.0, 1, -1, .leastNonzeroMagnitude, .leastNormalMagnitude, 65504]
    // Ties, one beside each, and numbers that are subnormal in half precision.
    for bits in [8, 11] {
      for n in 0..<64 {
        let tie = 1 + Float(2 * n + 1) / Float(1 << bits)
        values += [tie, tie.nextUp, tie.nextDown, -tie]
      }
    }
    for n in 0..<64 { values += [Float(2 * n + 1) * 0x1p-25, (Float(2 * n + 1) * 0x1p-25).nextUp] }
    for _ in 0..<20_000 {
      let exponent = Int.random(in: -30..<15, using: &generator)
      values.append(
        Float(sign: .plus, exponent: exponent, significand: generator.uniform(in: -2...2)))
    }
    let found = try written(values, as: type)
    for (value, result) in zip(values, found) {
      #expect(result == rounded(value, type) && result.sign == value.sign, "\(value) to \(type)")
    }
  }

  @Test func everyHalfStaysItself() throws {
    let values = (0...UInt16.max).map { Float(Float16(bitPattern: $0)) }.filter(\.isFinite)
    #expect(try written(values, as: .f16) == values)
    let wide = (0...UInt16.max).map { Float(bitPattern: UInt32($0) << 16) }.filter(\.isFinite)
    #expect(try written(wide, as: .bf16) == wide)
  }

  @Test(arguments: [
    (WeightType.f16, Float(65520)), (.f16, -1e6), (.bf16, Float.greatestFiniteMagnitude),
  ])
  func numbersThatAreTooLargeAreRefused(type: WeightType, value: Float) throws {
    let error = #expect(throws: CheckpointError.self) { try written([1, value], as: type) }
    #expect(
      error?.description
        == "tensor 'x' holds \(value), which is too large for \(type); write it as f32.")
    // Nothing is left behind.
    #expect(folder.names().isEmpty)
    #expect(try written([65519], as: .f16) == [65504])
  }
}
