import TensorCore

extension ReferenceArray {
  /// Values that float32 holds exactly, uniform in `range`; the same for the same seed.
  package static func random(
    _ shape: Shape, seed: UInt64, in range: ClosedRange<Float> = -1...1
  ) -> ReferenceArray {
    var generator = RandomGenerator(seed: seed, stream: UInt64(shape.count))
    return ReferenceArray(
      shape, (0..<shape.count).map { _ in Double(generator.uniform(in: range)) })
  }

  /// Values in -1...1 of which no two are closer than `2 / count`, and none to 0 than a quarter of
  /// that: away from the kinks of maxima and rectifiers.
  package static func distinct(_ shape: Shape, seed: UInt64) -> ReferenceArray {
    var generator = RandomGenerator(seed: seed, stream: UInt64(shape.count))
    let step = 2 / Float(max(shape.count, 1))
    let values = (0..<shape.count).map { Double((Float($0) + 0.25) * step - 1) }
    return ReferenceArray(shape, values.shuffled(using: &generator))
  }
}
