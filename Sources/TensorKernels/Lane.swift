/// Eight channels: one AVX2 register, two NEON registers.
package typealias Lane = SIMD8<Float>

package typealias Floats = UnsafePointer<Float>
package typealias MutableFloats = UnsafeMutablePointer<Float>

/// The number of floats in a `Lane`.
package let laneWidth = 8

@inline(__always) func load(_ pointer: Floats, _ offset: Int = 0) -> Lane {
  UnsafeRawPointer(pointer + offset).loadUnaligned(as: Lane.self)
}

@inline(__always) func load(_ pointer: MutableFloats, _ offset: Int = 0) -> Lane {
  UnsafeRawPointer(pointer + offset).loadUnaligned(as: Lane.self)
}

@inline(__always) func store(_ pointer: MutableFloats, _ offset: Int, _ value: Lane) {
  UnsafeMutableRawPointer(pointer + offset).storeBytes(of: value, as: Lane.self)
}

extension SIMD8<Float> {
  /// `self += a * b`, rounded once.
  @inline(__always) mutating func addProduct(_ a: Self, _ b: Self) { self = addingProduct(a, b) }

  @inline(__always) static func maximum(_ a: Self, _ b: Self) -> Self {
    a.replacing(with: b, where: a .< b)
  }
}
